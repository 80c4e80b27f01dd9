package io.beta9.provisioning.aws;

/** A lock on a state, as Terraform wrote it down. */
public record StateLock(
    String id, String operation, String who, String version, String created, String info) {}
