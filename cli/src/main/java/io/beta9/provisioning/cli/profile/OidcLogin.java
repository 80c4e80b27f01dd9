package io.beta9.provisioning.cli.profile;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.cli.client.Sleeper;
import io.beta9.provisioning.cli.profile.OidcProvider.Reply;
import io.beta9.provisioning.cli.profile.Profile.OidcTokens;
import io.beta9.provisioning.format.PrintableText;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Signs a user in with another device, and renews tokens.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8628">RFC 8628, device authorization grant</a>
 */
final class OidcLogin {
  private static final String DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";
  private static final String SCOPE = "openid offline_access";
  private static final String TOKEN = "token_endpoint";
  private static final long DEFAULT_INTERVAL_SECONDS = 5;
  private static final long MAX_INTERVAL_SECONDS = 60;
  private static final long DEFAULT_EXPIRY_SECONDS = 600;
  private static final long MAX_EXPIRY_SECONDS = 3_600;
  private static final long DEFAULT_TOKEN_SECONDS = 60;

  private final Sleeper sleeper;
  private final InstantSource clock;

  private final Optional<SSLContext> tls;

  OidcLogin(Sleeper sleeper, InstantSource clock, Optional<SSLContext> tls) {
    this.tls = tls;
    this.sleeper = sleeper;
    this.clock = clock;
  }

  /**
   * Returns tokens when the user has approved.
   *
   * @param instructions receives what the user has to do
   */
  OidcTokens signIn(String issuer, String clientId, Consumer<String> instructions) {
    try (OidcProvider provider = OidcProvider.of(issuer, tls)) {
      Reply endpoints = provider.discover();
      Reply device =
          provider.post(
              endpoints,
              "device_authorization_endpoint",
              Map.of("client_id", clientId, "scope", SCOPE));
      if (device.status() != 200 || device.text("device_code").isEmpty()) {
        throw rejected(issuer, device);
      }
      String complete = device.text("verification_uri_complete");
      instructions.accept(
          complete.isEmpty()
              ? "Open "
                  + PrintableText.of(device.text("verification_uri"))
                  + " and enter the code "
                  + PrintableText.of(device.text("user_code"))
              : "Open "
                  + PrintableText.of(complete)
                  + " and compare the code "
                  + PrintableText.of(device.text("user_code")));
      return poll(issuer, clientId, provider, endpoints, device);
    }
  }

  private OidcTokens poll(
      String issuer, String clientId, OidcProvider provider, Reply endpoints, Reply device) {
    long interval =
        Math.clamp(device.number("interval", DEFAULT_INTERVAL_SECONDS), 1, MAX_INTERVAL_SECONDS);
    Instant deadline =
        clock
            .instant()
            .plusSeconds(
                Math.clamp(
                    device.number("expires_in", DEFAULT_EXPIRY_SECONDS), 1, MAX_EXPIRY_SECONDS));
    while (clock.instant().isBefore(deadline)) {
      sleeper.sleep(Duration.ofSeconds(interval));
      Reply reply =
          provider.post(
              endpoints,
              TOKEN,
              Map.of(
                  "grant_type", DEVICE_GRANT,
                  "device_code", device.text("device_code"),
                  "client_id", clientId));
      if (reply.status() == 200) {
        return tokens(issuer, clientId, reply, null);
      }
      switch (reply.text("error")) {
        case "authorization_pending" -> {}
        case "slow_down" ->
            interval = Math.min(interval + DEFAULT_INTERVAL_SECONDS, MAX_INTERVAL_SECONDS);
        default -> throw rejected(issuer, reply);
      }
    }
    throw new CommandException(
        ExitCode.FAILED, "the login was not approved in time; run './provisioner login' again");
  }

  /**
   * Returns new tokens.
   *
   * @throws CommandException if the user has to sign in again
   */
  OidcTokens refresh(String profile, OidcTokens expired) {
    String again = "Run './provisioner login --profile " + profile + "' again.";
    if (expired.refreshToken() == null) {
      throw new CommandException(
          ExitCode.FAILED, "the login of the profile " + profile + " has expired", List.of(again));
    }
    try (OidcProvider provider = OidcProvider.of(expired.issuer(), tls)) {
      Reply reply =
          provider.post(
              provider.discover(),
              TOKEN,
              Map.of(
                  "grant_type", "refresh_token",
                  "refresh_token", expired.refreshToken(),
                  "client_id", expired.clientId()));
      if (reply.status() != 200) {
        throw new CommandException(
            ExitCode.FAILED,
            "the login of the profile "
                + profile
                + " was not renewed: "
                + PrintableText.of(reply.text("error")),
            List.of(again));
      }
      return tokens(expired.issuer(), expired.clientId(), reply, expired);
    }
  }

  private OidcTokens tokens(
      String issuer, String clientId, Reply reply, @Nullable OidcTokens before) {
    String access = reply.text("access_token");
    if (access.isEmpty() || access.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw rejected(issuer, reply);
    }
    String refresh = reply.text("refresh_token");
    return new OidcTokens(
        issuer,
        clientId,
        access,
        refresh.isEmpty() ? (before == null ? null : before.refreshToken()) : refresh,
        clock
            .instant()
            .plusSeconds(reply.number("expires_in", DEFAULT_TOKEN_SECONDS))
            .getEpochSecond());
  }

  private static CommandException rejected(String issuer, Reply reply) {
    String error = reply.text("error");
    return new CommandException(
        ExitCode.FAILED,
        "the issuer "
            + issuer
            + " rejected the login: "
            + (error.isEmpty()
                ? "HTTP status " + reply.status()
                : PrintableText.of(error + " " + reply.text("error_description")).strip()));
  }
}
