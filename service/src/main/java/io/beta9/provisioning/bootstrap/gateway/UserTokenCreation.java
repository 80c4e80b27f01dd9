package io.beta9.provisioning.bootstrap.gateway;

import io.beta9.provisioning.bootstrap.cluster.ClusterProgress;
import io.beta9.provisioning.bootstrap.cluster.WaitContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Creates the token with which users connect: one of the administrator's workspace that does not
 * administer the cluster.
 *
 * <p>Tokens have no name by which one could be found again, so the ids of the existing ones are
 * recorded before another is created. After a crash between creating and storing it, the token that
 * was not there before is the one that was created.
 */
public final class UserTokenCreation {
  private final WorkspaceTokens tokens;
  private final UserTokenStore store;

  public UserTokenCreation(WorkspaceTokens tokens, UserTokenStore store) {
    this.tokens = tokens;
    this.store = store;
  }

  /**
   * Creates and stores the token, unless a usable one is stored. One that was revoked is replaced.
   *
   * @return whether a usable token is stored; false if this version of Beta9 does not offer tokens
   */
  public boolean ensure(AdminTokenStore.StoredToken admin, WaitContext context)
      throws InterruptedException {
    Optional<List<WorkspaceToken>> listed =
        GatewayRetry.withRetries(context, () -> tokens.tokens(admin.token()));
    if (listed.isEmpty()) {
      return unsupported(context);
    }
    List<WorkspaceToken> existing = listed.get();
    if (store.load().filter(stored -> isUsable(stored, existing)).isPresent()) {
      return true;
    }
    Optional<WorkspaceToken> created =
        store.pendingCreation().flatMap(before -> createdSince(before, existing));
    if (created.isPresent()) {
      context.report(new ClusterProgress.UserTokenAdopted());
    } else {
      store.recordCreation(ids(existing));
      created = tokens.createToken(admin.token());
    }
    if (created.isEmpty()) {
      return unsupported(context);
    }
    WorkspaceToken token = created.get();
    store.save(new UserTokenStore.UserToken(token.id(), admin.workspaceId(), token.key()));
    context.report(new ClusterProgress.UserTokenStored());
    return true;
  }

  private static boolean unsupported(WaitContext context) {
    context.report(new ClusterProgress.UserTokenUnsupported());
    return false;
  }

  private static boolean isUsable(UserTokenStore.UserToken stored, List<WorkspaceToken> existing) {
    return existing.stream()
        .filter(WorkspaceToken::isUsableByUsers)
        .anyMatch(token -> token.id().equals(stored.id()) && token.key().equals(stored.key()));
  }

  /** If users have created further ones meanwhile, the oldest is the one that was recorded. */
  private static Optional<WorkspaceToken> createdSince(
      Set<String> before, List<WorkspaceToken> existing) {
    return existing.reversed().stream()
        .filter(WorkspaceToken::isUsableByUsers)
        .filter(token -> !before.contains(token.id()))
        .findFirst();
  }

  private static Set<String> ids(List<WorkspaceToken> tokens) {
    Set<String> ids = new TreeSet<>();
    tokens.stream()
        .filter(WorkspaceToken::isUsableByUsers)
        .map(WorkspaceToken::id)
        .forEach(ids::add);
    return ids;
  }
}
