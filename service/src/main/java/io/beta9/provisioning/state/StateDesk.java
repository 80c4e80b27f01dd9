package io.beta9.provisioning.state;

/** All that people can do with the state of an environment. */
public record StateDesk(
    StateReading reading,
    StateLocking locking,
    StateRollback rollback,
    StatePruning pruning,
    KeptStates kept) {}
