package io.beta9.provisioning.cloudsim.aws;

/** A simulated AWS service: its operations, independent of the wire protocol. */
public interface AwsService {

  /** Returns the service name in the credential scope of signatures, for example {@code rds}. */
  String signingName();

  /** Registers a handler for every operation that this service implements. */
  void register(Operations operations);
}
