package io.beta9.provisioning.tfstate.operations;

import io.beta9.provisioning.tfstate.kept.KeptStates;

/** All that people can do with the state of an environment. */
public record StateOperations(
    StateReading reading,
    StateLocking locking,
    StateRollback rollback,
    StatePruning pruning,
    KeptStates kept) {}
