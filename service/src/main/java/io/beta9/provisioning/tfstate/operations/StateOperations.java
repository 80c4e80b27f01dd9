package io.beta9.provisioning.tfstate.operations;

/** All operations on the state of an environment. */
public record StateOperations(
    StateReading reading,
    StateLocking locking,
    StateRollback rollback,
    StatePruning pruning,
    KeptStateOperations kept) {}
