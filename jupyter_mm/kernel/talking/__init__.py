"""What people and pages say to a kernel: magics, verbs, comms, displays."""
