package io.beta9.provisioning.apimodel;

/**
 * A new API key.
 *
 * @param secret the key itself; the API never returns it again
 */
public record CreatedApiKey(ApiKeyView key, String secret) {
  @Override
  public String toString() {
    return "CreatedApiKey[key=" + key + ", secret=***]";
  }
}
