package io.beta9.provisioning.cloudsim.aws;

import java.util.Optional;

/** Implemented by the service that owns the secrets. */
public interface SecretDirectory {

  /**
   * Returns the key that encrypts the secret with this name or ARN; empty if there is no such
   * secret, or it is encrypted with the key that AWS manages.
   */
  Optional<String> keyOfSecret(String secret, Call call);
}
