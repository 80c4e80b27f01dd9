package io.beta9.provisioning.api.authentication;

import io.beta9.provisioning.access.KeyRejection;
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
  NO_ROLE("The access token contains no role of this service."),
  /** Of the console. */
  INVALID_LINK("The link for signing in is unknown, was used already, or has expired."),
  /** Of the console: an answer of the identity provider that cannot be attributed or is none. */
  INVALID_SIGN_IN(
      "The sign-in was started in another browser, took too long, or was ended by the identity"
          + " provider.");

  private final String sentence;

  AuthenticationFailure(String sentence) {
    this.sentence = sentence;
  }

  /** Returns the failure of a key that was rejected. */
  public static AuthenticationFailure of(KeyRejection reason) {
    return switch (reason) {
      case UNKNOWN -> UNKNOWN_KEY;
      case REVOKED -> REVOKED_KEY;
      case EXPIRED -> EXPIRED_KEY;
    };
  }

  public String sentence() {
    return sentence;
  }

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
