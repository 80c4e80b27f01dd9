package io.beta9.provisioning.onboarding;

/** The services that one managed policy is about. */
public enum PolicyPart {
  NETWORK("network"),
  CLUSTER("cluster"),
  DATA("data"),
  STORAGE("storage"),
  IDENTITY("identity"),
  ACCOUNT("account");

  private final String code;

  PolicyPart(String code) {
    this.code = code;
  }

  /** Returns the part's name in the names of policies. */
  public String code() {
    return code;
  }
}
