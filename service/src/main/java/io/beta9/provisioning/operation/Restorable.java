package io.beta9.provisioning.operation;

import io.beta9.provisioning.environment.StoredJson;

/** The meta-config and the model of an environment before an update. */
public record Restorable(StoredJson metaConfig, StoredJson infraModel) {}
