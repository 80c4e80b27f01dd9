package io.beta9.provisioning.cloudsim.aws;

/** One simulated service: what it answers to, and nothing of how requests look on the wire. */
public interface AwsService {

  /** The service as it stands in the credential scope of a signature, for example {@code rds}. */
  String signingName();

  /** Names every operation that this service answers. */
  void register(Operations operations);
}
