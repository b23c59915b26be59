"""torch: what shared a storage shares it again, and training goes on as if nothing had been."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from tests.unit.kernel.codecs.trip import Trip

LARGE = torch.arange(400_000.0)
TENSORS: dict[str, Any] = {
    "large": LARGE,
    "integers": torch.arange(5),
    "empty": torch.zeros(0, 3),
    "scalar": torch.tensor(2.5),
    "half": torch.ones(3, dtype=torch.bfloat16),
    "complex": torch.ones(3, dtype=torch.complex64) * 1j,
    "conjugate": (torch.ones(3, dtype=torch.complex64) * 1j).conj(),
    "negative": (torch.ones(3, dtype=torch.complex64) * 1j).conj().imag,
    "bool": torch.tensor([True, False]),
    "transposed": torch.arange(6.0).reshape(2, 3).T,
    "part": LARGE[10:20:3],
    "expanded": torch.arange(3.0).expand(4, 3),
    "channels last": torch.ones(1, 3, 4, 4).to(memory_format=torch.channels_last),
    "needs gradient": torch.ones(3, requires_grad=True),
    "parameter": nn.Parameter(torch.ones(3)),
    "frozen parameter": nn.Parameter(torch.ones(3), requires_grad=False),
    "sparse": torch.eye(3).to_sparse(),
}


@pytest.mark.parametrize("name", TENSORS)
@pytest.mark.parametrize("share", [True, False])
def test_tensors_come_back_as_they_were(name: str, *, share: bool) -> None:
    tensor = TENSORS[name]
    found = Trip().both({"x": tensor}, share=share)["x"]
    assert type(found) is type(tensor)
    assert (found.dtype, found.shape) == (tensor.dtype, tensor.shape)
    assert (found.requires_grad, found.is_conj()) == (tensor.requires_grad, tensor.is_conj())
    assert torch.equal(found.to_dense(), tensor.to_dense())


def test_storages_travel_beside_the_stream() -> None:
    pickled = Trip().out({"x": LARGE, "part": LARGE[5:]})
    assert len(pickled.buffers) == 1
    assert len(pickled.stream) < 1000


def test_a_small_part_of_a_large_tensor_is_kept_alone() -> None:
    assert Trip().out({"x": LARGE[5:8]}, share=False).size_bytes < 1000


def test_views_share_their_storage_across_variables() -> None:
    tensor = torch.zeros(400_000)
    found = Trip().both({"t": tensor, "v": tensor.view(2, -1), "tail": tensor[-2:]})
    found["t"][-1] = 5
    assert (float(found["v"][1, -1]), float(found["tail"][1])) == (5.0, 5.0)


def test_views_name_the_memory_they_share() -> None:
    first, second = (Trip().out({"x": one}, share=False) for one in (LARGE, LARGE[3:]))
    assert first.owners.keys() == second.owners.keys()


def test_small_tensors_can_grow_after_a_restore() -> None:
    found = Trip().both({"x": torch.ones(3)})["x"]
    assert found.resize_(1000).shape == (1000,)


@pytest.mark.parametrize("order", [["a", "t"], ["t", "a"]])
@pytest.mark.parametrize("size", [10, 200_000])
def test_tensors_and_arrays_over_one_memory_still_share_it(order: list[str], size: int) -> None:
    array = np.zeros(size)
    tensor = torch.from_numpy(array)
    alone = [Trip().out({"x": one}, share=False) for one in (array, tensor)]
    assert alone[1].owners.keys() & alone[0].beside.keys()
    values = {"a": array, "t": tensor}
    found = Trip().both({name: values[name] for name in order})
    found["a"][3] = 7
    assert float(found["t"][3]) == 7.0


def test_an_array_made_from_a_tensor_shares_it() -> None:
    tensor = torch.zeros(10)
    array = tensor[2:].numpy()
    for values in ({"t": tensor, "a": array}, {"a": array, "t": tensor}):
        found = Trip().both(values)
        found["t"][3] = 7
        assert found["a"][1] == 7


def make_training() -> dict[str, Any]:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Dropout(0.1), nn.Linear(16, 2))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 2, 0.5)
    data = torch.randn(32, 8)
    return {"model": model, "optimizer": optimizer, "schedule": schedule, "data": data}


def train(parts: dict[str, Any], steps: int) -> list[float]:
    losses = []
    for _ in range(steps):
        parts["optimizer"].zero_grad()
        loss = nn.functional.cross_entropy(
            parts["model"](parts["data"]), (parts["data"].sum(1) > 0).long()
        )
        loss.backward()
        parts["optimizer"].step()
        parts["schedule"].step()
        losses.append(float(loss.detach()))
    return losses


def test_training_goes_on_with_the_same_losses() -> None:
    parts = make_training()
    train(parts, 3)
    pickled = Trip().out(parts)
    state = torch.get_rng_state()
    expected = train(parts, 5)
    for _ in range(2):
        found = Trip().back(pickled)
        torch.set_rng_state(state)
        assert train(found, 5) == expected
    held = {id(one) for group in found["optimizer"].param_groups for one in group["params"]}
    assert held == {id(one) for one in found["model"].parameters()}


def test_the_same_bytes_come_twice_and_after_a_restore() -> None:
    parts = make_training()
    train(parts, 3)
    trip = Trip()
    first = trip.out(parts)
    assert trip.out(parts).stream == first.stream
    gradients = [one.grad for one in trip.back(first)["model"].parameters()]
    assert all(
        torch.equal(kept, live.grad)
        for kept, live in zip(gradients, parts["model"].parameters(), strict=True)
    )


def test_a_loss_comes_back_as_its_value_and_says_so() -> None:
    weight = torch.ones(3, requires_grad=True)
    pickled = Trip().out({"loss": (weight * 2).sum(), "weight": weight})
    assert pickled.notes == ["comes back without the graph it was computed by"]
    assert Trip().back(pickled)["loss"].item() == 6.0


def test_hooks_that_are_lost_are_announced() -> None:
    weight = torch.ones(3, requires_grad=True)
    weight.register_hook(lambda grad: grad * 2)
    assert Trip().out({"w": weight}).notes == ["hooks of its tensors do not come back"]


def test_attributes_and_gradients_of_tensors_are_kept() -> None:
    weight: Any = torch.ones(3, requires_grad=True)
    (weight * 3).sum().backward()
    weight.tag = ["mine"]
    found = Trip().both({"w": weight, "grad": weight.grad, "tag": weight.tag})
    assert found["w"].grad is found["grad"]
    assert found["w"].tag is found["tag"]
    assert found["grad"].tolist() == [3.0] * 3


def test_generators_and_storages_are_kept() -> None:
    generator = torch.Generator().manual_seed(7)
    values = {"g": generator, "s": LARGE.untyped_storage(), "t": LARGE, "size": LARGE.shape}
    found = Trip().both(values)
    assert (
        torch.rand(2, generator=found["g"]).tolist() == torch.rand(2, generator=generator).tolist()
    )
    assert found["t"].untyped_storage().data_ptr() == found["s"].data_ptr()
    assert found["size"] == LARGE.shape


def test_a_model_of_the_notebook_is_kept_with_its_hooks() -> None:
    trip = Trip(
        "import torch\n"
        "class Net(torch.nn.Module):\n"
        "    def __init__(self):\n"
        "        super().__init__()\n"
        "        self.layer = torch.nn.Linear(2, 2)\n"
        "        self.register_buffer('count', torch.zeros(1))\n"
        "    def forward(self, x): return self.layer(x)\n"
        "net = Net()\n"
        "handle = net.register_forward_hook(lambda m, i, o: m.count.add_(1))\n"
        "tied = torch.nn.Linear(2, 2); tied.weight = net.layer.weight\n"
    )
    found = trip.both()
    found["net"](torch.ones(1, 2))
    assert float(found["net"].count) == 1.0
    assert found["tied"].weight is found["net"].layer.weight
    found["handle"].remove()
    found["net"](torch.ones(1, 2))
    assert float(found["net"].count) == 1.0
