package io.beta9.provisioning.cli.profile;

import org.jspecify.annotations.Nullable;

/**
 * The URL of an API with its own credentials: a key or tokens.
 *
 * @param key null if tokens are used
 * @param tokens null if a key is used
 */
record Profile(String url, @Nullable String key, @Nullable OidcTokens tokens) {
  @Override
  public String toString() {
    return "Profile[" + url + "]";
  }

  /**
   * Tokens of an OpenID provider.
   *
   * @param refreshToken null if the provider issues none
   * @param expiresAt when the access token expires, in seconds since 1970
   */
  record OidcTokens(
      String issuer,
      String clientId,
      String accessToken,
      @Nullable String refreshToken,
      long expiresAt) {
    @Override
    public String toString() {
      return "OidcTokens[" + issuer + "]";
    }
  }
}
