package io.beta9.provisioning.apimodel;

/** A response that contains a secret, which is returned once only. */
public interface SecretBearing {
  /** Returns the response to a repetition of the request, which does not contain the secret. */
  Object withoutSecret();
}
