package io.beta9.provisioning.intake;

import io.beta9.provisioning.access.ApiKey;
import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.ChangeCondition;
import io.beta9.provisioning.access.KeyCache;
import io.beta9.provisioning.access.KeyLimitException;
import io.beta9.provisioning.access.KeyRoles;
import io.beta9.provisioning.access.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Requests about API keys. Each change and its audit entry are one transaction. A caller reaches
 * the keys of the tenant that it acts for.
 */
public final class KeyRequests {
  /**
   * The number of valid keys of a tenant: each has rate limits of its own, and is cached by every
   * process.
   */
  public static final int MAX_ACTIVE_KEYS = 200;

  private final TransactionTemplate transactions;
  private final ApiKeyRepository keys;
  private final KeyCache cache;
  private final AuditRepository audit;

  public KeyRequests(
      TransactionTemplate transactions,
      ApiKeyRepository keys,
      KeyCache cache,
      AuditRepository audit) {
    this.transactions = transactions;
    this.keys = keys;
    this.cache = cache;
    this.audit = audit;
  }

  /** Returns the keys of the caller's tenant, the oldest first. */
  public List<ApiKey> list(Caller caller) {
    return keys.list(caller.tenant());
  }

  /** Returns the keys of all tenants, the oldest first. */
  public List<ApiKey> listAll() {
    return keys.list();
  }

  /**
   * Creates a key. The API decides whether the caller may.
   *
   * @throws KeyLimitException if the tenant has the maximum number
   */
  public ApiKeyRepository.CreatedKey create(
      Caller caller, TenantId tenant, String name, KeyRoles roles, @Nullable Instant expiresAt) {
    return Objects.requireNonNull(
        transactions.execute(
            status -> {
              requireBelowLimit(tenant);
              ChangeCondition.verify();
              ApiKeyRepository.CreatedKey created = keys.create(tenant, name, roles, expiresAt);
              audit.recordDone(
                  caller.forTenant(tenant),
                  new AuditAction("keys.create", null, null, created.key().description()));
              return created;
            }));
  }

  /**
   * Creates a key with the name and the roles of another one, which expires after the overlap.
   *
   * @param expiresAt null if the new key does not expire
   * @return empty if the caller can reach no active key with this id
   * @throws KeyLimitException if the tenant has the maximum number
   */
  public Optional<ApiKeyRepository.CreatedKey> rotate(
      Caller caller, ApiKey key, Duration overlap, @Nullable Instant expiresAt) {
    Optional<ApiKeyRepository.CreatedKey> created =
        Objects.requireNonNull(
            transactions.execute(
                status -> {
                  requireBelowLimit(key.tenant());
                  ChangeCondition.verify();
                  if (!keys.expireIn(key.id(), overlap)) {
                    return Optional.<ApiKeyRepository.CreatedKey>empty();
                  }
                  ApiKeyRepository.CreatedKey next =
                      keys.create(key.tenant(), key.name(), key.roles(), expiresAt);
                  audit.recordDone(
                      caller.forTenant(key.tenant()),
                      new AuditAction(
                          "keys.rotate",
                          null,
                          null,
                          key.id() + " by " + next.key().id() + ", overlap " + overlap));
                  return Optional.of(next);
                }));
    created.ifPresent(next -> cache.remove(key.id()));
    return created;
  }

  /** Precedes the verification of the tenant's state, whose weaker lock could not be raised. */
  private void requireBelowLimit(TenantId tenant) {
    if (keys.lockAndCountActive(tenant) >= MAX_ACTIVE_KEYS) {
      throw new KeyLimitException(MAX_ACTIVE_KEYS);
    }
  }

  /** Returns an active key of the caller's tenant. */
  public Optional<ApiKey> active(Caller caller, String id) {
    return find(caller, id).filter(key -> key.revokedAt() == null);
  }

  /**
   * Revokes a key and returns it; empty if the caller can reach no active key with this id. This
   * process rejects the key when the method returns, others when they are notified.
   */
  public Optional<ApiKey> revoke(Caller caller, String id) {
    Optional<ApiKey> revoked = revokeInTransaction(caller, id);
    revoked.ifPresent(key -> cache.remove(key.id()));
    return revoked;
  }

  private Optional<ApiKey> revokeInTransaction(Caller caller, String id) {
    return Objects.requireNonNull(
        transactions.execute(
            status -> {
              Optional<ApiKey> known = find(caller, id);
              if (known.isEmpty() || !keys.revoke(id)) {
                return Optional.<ApiKey>empty();
              }
              audit.recordDone(
                  caller.forTenant(known.get().tenant()),
                  new AuditAction("keys.revoke", null, null, id));
              return find(caller, id);
            }));
  }

  private Optional<ApiKey> find(Caller caller, String id) {
    return list(caller).stream().filter(key -> key.id().equals(id)).findFirst();
  }
}
