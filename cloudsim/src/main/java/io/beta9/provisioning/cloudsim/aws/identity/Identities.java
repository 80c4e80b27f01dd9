package io.beta9.provisioning.cloudsim.aws.identity;

import io.beta9.provisioning.cloudsim.Store;
import io.beta9.provisioning.cloudsim.aws.IdentityDirectory;
import io.beta9.provisioning.cloudsim.aws.common.RandomIds;
import io.beta9.provisioning.cloudsim.aws.protocol.Refusal;
import io.beta9.provisioning.cloudsim.aws.protocol.Signature;
import java.time.Instant;
import java.util.Optional;

/**
 * Tells callers by their access keys. As long as no key was seeded the cloud is open: any key is
 * taken for a user of {@link #OPEN_ACCOUNT}, so that a test of one service needs no preparation.
 */
public final class Identities {
  public static final String OPEN_ACCOUNT = "123456789012";

  private final Store store;
  private final IdentityDirectory directory;

  /** What a signature turned out to be: a caller, or a reason to turn it away. */
  public sealed interface Recognised {
    record Known(Caller caller) implements Recognised {}

    record Stranger(Refusal refusal) implements Recognised {}
  }

  /** A session's credentials, as they are told once. */
  public record Credentials(
      String accessKeyId, String secretAccessKey, String token, Instant expires) {}

  public Identities(Store store, IdentityDirectory directory) {
    this.store = store;
    this.directory = directory;
  }

  /** What IAM knows. */
  public IdentityDirectory directory() {
    return directory;
  }

  /** Lets this access key stand for a user from now on. */
  public void seedKey(String accessKeyId, String secret, String account, String userName) {
    state()
        .keys
        .put(accessKeyId, new IdentityState.Key(account, userArn(account, userName), secret));
  }

  /** The secret of a session's or a seeded key, for the signatures that are verified. */
  public Optional<String> secretOf(String accessKeyId) {
    IdentityState.Session session = state().sessions.get(accessKeyId);
    IdentityState.Key key = state().keys.get(accessKeyId);
    return session != null
        ? Optional.of(session.secret())
        : Optional.ofNullable(key).map(IdentityState.Key::secret);
  }

  /** The token that has to come along with a session's key. */
  public Optional<String> tokenOf(String accessKeyId) {
    return Optional.ofNullable(state().sessions.get(accessKeyId)).map(IdentityState.Session::token);
  }

  public Recognised recognise(Signature signature, Instant now) {
    String key = signature.accessKeyId();
    IdentityState.Session session = state().sessions.get(key);
    if (session != null) {
      if (!session.token().equals(signature.token())) {
        return new Recognised.Stranger(new Refusal.UnknownKey(key));
      }
      return session.expires().isAfter(now)
          ? new Recognised.Known(new Caller(session.account(), session.arn()))
          : new Recognised.Stranger(new Refusal.Expired());
    }
    IdentityState.Key seeded = state().keys.get(key);
    if (seeded != null) {
      return new Recognised.Known(new Caller(seeded.account(), seeded.userArn()));
    }
    Optional<String> user = directory.userOfAccessKey(key);
    if (user.isPresent()) {
      return new Recognised.Known(new Caller(user.get().split(":", -1)[4], user.get()));
    }
    boolean open = state().keys.isEmpty() && !key.startsWith("ASIA");
    return open
        ? new Recognised.Known(new Caller(OPEN_ACCOUNT, userArn(OPEN_ACCOUNT, "somebody")))
        : new Recognised.Stranger(new Refusal.UnknownKey(key));
  }

  /** Opens a session of an assumed role. */
  public Credentials open(
      IdentityDirectory.AssumableRole role, String sessionName, Instant now, Instant expires) {
    state()
        .sessions
        .values()
        .removeIf(session -> session.expires().plusSeconds(86_400).isBefore(now));
    String account = role.arn().split(":", -1)[4];
    Credentials credentials =
        new Credentials(
            "ASIA" + RandomIds.upper(16), RandomIds.mixed(40), RandomIds.mixed(200), expires);
    state()
        .sessions
        .put(
            credentials.accessKeyId(),
            new IdentityState.Session(
                account,
                sessionArn(account, role.name(), sessionName),
                role.id() + ":" + sessionName,
                credentials.token(),
                credentials.secretAccessKey(),
                expires));
    return credentials;
  }

  /** The unique id that GetCallerIdentity shows for this ARN. */
  public String userIdOf(String arn) {
    return state().sessions.values().stream()
        .filter(session -> session.arn().equals(arn))
        .map(IdentityState.Session::userId)
        .findFirst()
        .orElseGet(() -> "AIDA" + String.format("%016X", Integer.toUnsignedLong(arn.hashCode())));
  }

  public static String sessionArn(String account, String roleName, String sessionName) {
    return "arn:aws:sts::" + account + ":assumed-role/" + roleName + "/" + sessionName;
  }

  private static String userArn(String account, String name) {
    return "arn:aws:iam::" + account + ":user/" + name;
  }

  private IdentityState state() {
    return store.of(IdentityState.class, Store.GLOBAL, Store.GLOBAL, IdentityState::new);
  }
}
