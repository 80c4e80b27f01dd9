package io.beta9.provisioning.cloudsim.aws.identity;

import io.beta9.provisioning.cloudsim.aws.IdentityDirectory;
import io.beta9.provisioning.cloudsim.aws.Partition;
import io.beta9.provisioning.cloudsim.aws.common.RandomIds;
import io.beta9.provisioning.cloudsim.aws.protocol.RequestRejection;
import io.beta9.provisioning.cloudsim.aws.protocol.Signature;
import io.beta9.provisioning.cloudsim.state.StateStore;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates callers by their access keys. As long as no key has been seeded, any key is
 * accepted as a user of {@link #OPEN_ACCOUNT}, so that a test of one service needs no preparation.
 */
public final class CredentialStore {
  public static final String OPEN_ACCOUNT = "123456789012";

  /** The user whose keys are accepted as long as none has been seeded; has every permission. */
  public static final String OPEN_USER = "user/anonymous";

  private final StateStore store;
  private final IdentityDirectory directory;

  /** The result of an authentication: a caller or the reason of the rejection. */
  public sealed interface Authentication {
    record Authenticated(Caller caller) implements Authentication {}

    record Rejected(RequestRejection rejection) implements Authentication {}
  }

  /** The credentials of a session, which are returned only once. */
  public record Credentials(
      String accessKeyId, String secretAccessKey, String token, Instant expires) {}

  public CredentialStore(StateStore store, IdentityDirectory directory) {
    this.store = store;
    this.directory = directory;
  }

  /** Returns the directory of users and roles. */
  public IdentityDirectory directory() {
    return directory;
  }

  /** Assigns an access key to a user. */
  public void seedKey(
      String accessKeyId, String secret, Partition partition, String account, String userName) {
    String user = partition.iamArn(account, "user/" + userName);
    state().keys.put(accessKeyId, new CredentialState.Key(account, user, secret));
  }

  /** Returns the secret of a session's or seeded key. */
  public Optional<String> secretOf(String accessKeyId) {
    CredentialState.Session session = state().sessions.get(accessKeyId);
    CredentialState.Key key = state().keys.get(accessKeyId);
    return session != null
        ? Optional.of(session.secret())
        : Optional.ofNullable(key).map(CredentialState.Key::secret);
  }

  /** Returns the session token that belongs to a session's access key. */
  public Optional<String> sessionTokenOf(String accessKeyId) {
    return Optional.ofNullable(state().sessions.get(accessKeyId))
        .map(CredentialState.Session::token);
  }

  /**
   * Authenticates a caller. Credentials of another partition than the region's are unknown; a
   * signature without a region is accepted in every partition.
   */
  public Authentication authenticate(Signature signature, Instant now) {
    Partition partition = Partition.ofRegion(signature.region());
    Authentication found = authenticate(signature, partition, now);
    return found instanceof Authentication.Authenticated(Caller caller)
            && !signature.region().isEmpty()
            && Partition.ofArn(caller.arn()) != partition
        ? new Authentication.Rejected(
            new RequestRejection.UnknownAccessKey(signature.accessKeyId()))
        : found;
  }

  private Authentication authenticate(Signature signature, Partition partition, Instant now) {
    String key = signature.accessKeyId();
    CredentialState.Session session = state().sessions.get(key);
    if (session != null) {
      if (!session.token().equals(signature.token())) {
        return new Authentication.Rejected(new RequestRejection.UnknownAccessKey(key));
      }
      return session.expires().isAfter(now)
          ? new Authentication.Authenticated(
              new Caller(session.account(), session.arn(), session.limits(), session.policy()))
          : new Authentication.Rejected(new RequestRejection.ExpiredSession());
    }
    CredentialState.Key seeded = state().keys.get(key);
    if (seeded != null) {
      return new Authentication.Authenticated(new Caller(seeded.account(), seeded.userArn()));
    }
    Optional<String> user = directory.userOfAccessKey(key);
    if (user.isPresent()) {
      return new Authentication.Authenticated(new Caller(user.get().split(":", -1)[4], user.get()));
    }
    boolean open = state().keys.isEmpty() && !key.startsWith("ASIA");
    return open
        ? new Authentication.Authenticated(
            new Caller(OPEN_ACCOUNT, partition.iamArn(OPEN_ACCOUNT, OPEN_USER)))
        : new Authentication.Rejected(new RequestRejection.UnknownAccessKey(key));
  }

  /**
   * Creates a session of an assumed role.
   *
   * @param policy the session policy; null for none
   */
  public Credentials createSession(
      IdentityDirectory.AssumableRole role,
      String sessionName,
      @Nullable String policy,
      Instant now,
      Instant expires) {
    String account = role.arn().split(":", -1)[4];
    return createSession(
        new Caller(account, sessionArn(role, sessionName), SessionLimits.ASSUMED_ROLE, policy),
        role.id() + ":" + sessionName,
        now,
        expires);
  }

  /** Creates a session of this caller. */
  public Credentials createSession(Caller caller, String userId, Instant now, Instant expires) {
    state()
        .sessions
        .values()
        .removeIf(session -> session.expires().plusSeconds(86_400).isBefore(now));
    Credentials credentials =
        new Credentials(
            "ASIA" + RandomIds.upper(16), RandomIds.mixed(40), RandomIds.mixed(200), expires);
    state()
        .sessions
        .put(
            credentials.accessKeyId(),
            new CredentialState.Session(
                caller.account(),
                caller.arn(),
                userId,
                credentials.token(),
                credentials.secretAccessKey(),
                expires,
                caller.limits(),
                caller.sessionPolicy()));
    return credentials;
  }

  /** Returns the unique id that GetCallerIdentity reports for an ARN. */
  public String userIdOf(String arn) {
    return state().sessions.values().stream()
        .filter(session -> session.arn().equals(arn))
        .map(CredentialState.Session::userId)
        .findFirst()
        .orElseGet(() -> "AIDA" + String.format("%016X", Integer.toUnsignedLong(arn.hashCode())));
  }

  /** Returns the ARN of a session of a role. */
  public static String sessionArn(IdentityDirectory.AssumableRole role, String sessionName) {
    String account = role.arn().split(":", -1)[4];
    return Partition.ofArn(role.arn())
        .arn("sts", "", account, "assumed-role/" + role.name() + "/" + sessionName);
  }

  private CredentialState state() {
    return store.getOrCreate(
        CredentialState.class, StateStore.GLOBAL, StateStore.GLOBAL, CredentialState::new);
  }
}
