package io.beta9.provisioning.apimodel;

import org.jspecify.annotations.Nullable;

/**
 * A new API key.
 *
 * @param secret the key itself; null if the request was repeated, because it is returned once only
 */
public record CreatedApiKey(ApiKeyView key, @Nullable String secret) implements SecretBearing {
  @Override
  public CreatedApiKey withoutSecret() {
    return new CreatedApiKey(key, null);
  }

  @Override
  public String toString() {
    return "CreatedApiKey[key=" + key + ", secret=***]";
  }
}
