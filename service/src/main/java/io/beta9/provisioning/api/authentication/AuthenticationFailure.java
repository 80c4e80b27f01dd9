package io.beta9.provisioning.api.authentication;

import java.util.Locale;

/** Why a request was not authenticated. The codes are labels of a metric, so they are few. */
public enum AuthenticationFailure {
  /** The request contains no bearer token. */
  MISSING("This request requires an API key or an access token."),
  UNKNOWN_KEY("The API key is unknown."),
  REVOKED_KEY("The API key was revoked."),
  EXPIRED_KEY("The API key has expired."),
  /** It is malformed, or its signature, algorithm or key is not accepted. */
  INVALID_TOKEN(
      "The access token is not one of the configured issuer, or its signature is invalid."),
  EXPIRED_TOKEN("The access token has expired, or is not valid yet."),
  FOREIGN_TOKEN("The access token was issued by another issuer or for another audience."),
  NO_TENANT("The access token names no tenant that exists."),
  NO_ROLE("The access token contains no role of this service.");

  private final String sentence;

  AuthenticationFailure(String sentence) {
    this.sentence = sentence;
  }

  public String sentence() {
    return sentence;
  }

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
