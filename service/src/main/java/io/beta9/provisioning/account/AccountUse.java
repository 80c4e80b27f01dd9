package io.beta9.provisioning.account;

/** What an account is needed for. */
public enum AccountUse {
  /** A new environment. */
  CREATE,
  /** Another attempt, an update or a new bootstrap of an environment. */
  CHANGE,
  /** The destruction of an environment. */
  DESTROY
}
