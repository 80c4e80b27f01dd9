package io.beta9.provisioning.cli.profile;

import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.client.ApiSettings;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.cli.client.Sleeper;
import io.beta9.provisioning.cli.client.TrustedCertificates;
import io.beta9.provisioning.cli.profile.Profile.OidcTokens;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The API that a command uses. URL and key come from one source, the first of: the profile that was
 * named, the environment variables, the file in the current directory, the profile {@value
 * #DEFAULT}, the default URL without a key.
 */
public final class ApiAccess {
  /** The profile that is used without a name. */
  public static final String DEFAULT = "default";

  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

  /** A token that expires sooner is renewed first. */
  private static final long RENEWAL_SECONDS = 30;

  private final Map<String, String> environment;
  private final Path directory;
  private final ProfileStore store;
  private final OidcLogin login;
  private final InstantSource clock;

  public ApiAccess(
      Map<String, String> environment, Path directory, Sleeper sleeper, InstantSource clock) {
    this.environment = environment;
    this.directory = directory;
    this.store = ProfileStore.of(environment);
    this.login = new OidcLogin(sleeper, clock, TrustedCertificates.find(environment, directory));
    this.clock = clock;
  }

  /**
   * Returns the settings of the API.
   *
   * @param named the profile of {@code --profile}; null if there is none
   * @throws CommandException if there is no such profile, or a source is invalid or not trusted
   */
  public ApiSettings settings(@Nullable String named) {
    Optional<String> selected = selected(named);
    if (selected.isPresent()) {
      return profile(selected.get())
          .orElseThrow(
              () ->
                  new CommandException(
                      ExitCode.NOT_FOUND,
                      "there is no profile '" + selected.get() + "'",
                      List.of(
                          "Profiles: "
                              + String.join(", ", store.names())
                              + ". Create it with './provisioner login --profile "
                              + selected.get()
                              + " --url URL'.")));
    }
    return ApiSettings.ofEnvironment(environment, directory)
        .or(() -> ApiSettings.ofFile(directory))
        .or(() -> profile(DEFAULT))
        .orElseGet(() -> ApiSettings.of(ApiSettings.DEFAULT_URL, ""));
  }

  private Optional<String> selected(@Nullable String named) {
    String variable = environment.getOrDefault("PROVISIONER_PROFILE", "");
    return Optional.ofNullable(named)
        .or(() -> Optional.of(variable).filter(name -> !name.isEmpty()))
        .map(ApiAccess::valid);
  }

  private static String valid(String name) {
    if (!name.matches(NAME)) {
      throw new CommandException(
          ExitCode.WRONG_USE, "'" + name + "' is not a name of a profile, such as 'production'");
    }
    return name;
  }

  private Optional<ApiSettings> profile(String name) {
    Optional<Profile> found = store.find(name);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Profile profile = isExpiring(found.get()) ? renewed(name) : found.get();
    OidcTokens tokens = profile.tokens();
    String key = tokens != null ? tokens.accessToken() : profile.key();
    return Optional.of(ApiSettings.of(profile.url(), key == null ? "" : key));
  }

  private boolean isExpiring(@Nullable Profile profile) {
    return profile != null
        && profile.tokens() != null
        && profile.tokens().expiresAt() - RENEWAL_SECONDS <= clock.instant().getEpochSecond();
  }

  /** Another process may have renewed the token meanwhile; a refresh token may be valid once. */
  private Profile renewed(String name) {
    Profile after =
        store.update(
            name,
            current ->
                current != null && current.tokens() != null && isExpiring(current)
                    ? new Profile(current.url(), null, login.refresh(name, current.tokens()))
                    : current);
    if (after == null) {
      throw new CommandException(ExitCode.NOT_FOUND, "there is no profile '" + name + "'");
    }
    return after;
  }

  /** Stores a profile with a key. */
  public void saveKey(@Nullable String named, ApiSettings settings) {
    store.update(
        nameOrDefault(named),
        before -> new Profile(settings.url().toString(), settings.key(), null));
  }

  /**
   * Signs a user in with an OpenID provider and stores the tokens in a profile.
   *
   * @param instructions receives what the user has to do
   */
  public void signIn(
      @Nullable String named,
      URI url,
      String issuer,
      String clientId,
      Consumer<String> instructions) {
    String name = nameOrDefault(named);
    OidcTokens tokens = login.signIn(issuer, clientId, instructions);
    store.update(name, before -> new Profile(url.toString(), null, tokens));
  }

  /**
   * Deletes a profile.
   *
   * @return false if there is none
   */
  public boolean delete(@Nullable String named) {
    String name = nameOrDefault(named);
    boolean[] existed = {false};
    store.update(
        name,
        before -> {
          existed[0] = before != null;
          return null;
        });
    return existed[0];
  }

  /** Returns the name of the profile that {@code --profile} or the environment selects. */
  public String nameOrDefault(@Nullable String named) {
    return selected(named).orElse(DEFAULT);
  }

  /** Returns the file with the profiles. */
  public Path file() {
    return store.file();
  }
}
