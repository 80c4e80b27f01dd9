package io.beta9.provisioning.api.ratelimit;

/** What is counted; the code is the name of the policy in the header fields. */
public enum RatePolicy {
  READS("reads", "read requests of an API key"),
  WRITES("writes", "requests of an API key that change something"),
  STREAMS("streams", "event streams that an API key opens"),
  INVALID_KEYS("invalid-keys", "requests of an address without a valid API key"),
  PUBLIC("public", "requests of an address to paths that need no API key");

  private final String code;
  private final String description;

  RatePolicy(String code, String description) {
    this.code = code;
    this.description = description;
  }

  public String code() {
    return code;
  }

  String description() {
    return description;
  }
}
