package io.beta9.provisioning.intake.tenant;

import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.ChangeCondition;
import io.beta9.provisioning.access.KeyCache;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.access.TenantLifecycleRepository;
import io.beta9.provisioning.access.TenantLifecycleRepository.Tenant;
import io.beta9.provisioning.access.TenantState;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Requests of an owner about tenants. Each change and its audit entry, in the chain of the tenant,
 * are one transaction. The API decides whether the caller may.
 */
public final class TenantRequests {
  private final TransactionTemplate transactions;
  private final TenantLifecycleRepository tenants;
  private final ApiKeyRepository keys;
  private final KeyCache cache;
  private final AuditRepository audit;

  public TenantRequests(
      TransactionTemplate transactions,
      TenantLifecycleRepository tenants,
      ApiKeyRepository keys,
      KeyCache cache,
      AuditRepository audit) {
    this.transactions = transactions;
    this.tenants = tenants;
    this.keys = keys;
    this.cache = cache;
    this.audit = audit;
  }

  /** Returns the tenants in the order of their names. */
  public List<Tenant> list() {
    return tenants.list();
  }

  public Optional<Tenant> find(TenantId tenant) {
    return tenants.find(tenant);
  }

  /**
   * Creates a tenant.
   *
   * @throws FailureException {@code tenant-exists}
   */
  public Tenant create(Caller caller, TenantId tenant) {
    return inTransaction(
        () -> {
          if (!tenants.create(tenant)) {
            throw new FailureException(Failure.of(FailureCode.TENANT_EXISTS).about(tenant.value()));
          }
          record(caller, tenant, "tenants.create", null);
          return tenants.find(tenant).orElseThrow();
        });
  }

  /**
   * Suspends a tenant: it requests no more operations. Those that were accepted finish. A suspended
   * tenant remains suspended, with the first reason.
   *
   * @return empty if there is no such tenant
   */
  public Optional<Tenant> suspend(Caller caller, TenantId tenant) {
    return change(caller, tenant, TenantState.ACTIVE, TenantState.SUSPENDED, "tenants.suspend");
  }

  /**
   * Resumes a suspended tenant; an active one remains as it is.
   *
   * @return empty if there is no such tenant
   */
  public Optional<Tenant> resume(Caller caller, TenantId tenant) {
    return change(caller, tenant, TenantState.SUSPENDED, TenantState.ACTIVE, "tenants.resume");
  }

  private Optional<Tenant> change(
      Caller caller, TenantId tenant, TenantState from, TenantState to, String action) {
    return inTransaction(
        () -> {
          Optional<Tenant> locked = tenants.lock(tenant);
          if (locked.isEmpty()) {
            return Optional.<Tenant>empty();
          }
          ChangeCondition.verify();
          if (locked.get().state() == TenantState.DELETING) {
            throw new FailureException(
                Failure.of(FailureCode.TENANT_BEING_DELETED).about(tenant.value()));
          }
          if (locked.get().state() == from) {
            tenants.changeState(
                tenant, from, to, to == TenantState.SUSPENDED ? caller.reason() : null);
            record(caller, tenant, action, null);
          }
          return tenants.find(tenant);
        });
  }

  /**
   * Deletes a tenant: revokes its keys and erases its rows. The audit trail remains until the end
   * of its retention. A deletion that was interrupted is continued by the same request.
   *
   * @return the tenant as it was; empty if there is no such tenant
   * @throws FailureException {@code tenant-has-environments}; nothing is changed then
   */
  public Optional<Tenant> delete(Caller caller, TenantId tenant) {
    Optional<Tenant> found = inTransaction(() -> beginDeletion(caller, tenant));
    if (found.isEmpty()) {
      return found;
    }
    long rows = 0;
    for (int batch = tenants.eraseBatch(tenant); batch > 0; batch = tenants.eraseBatch(tenant)) {
      rows += batch;
    }
    long erased = rows;
    inTransaction(
        () -> {
          tenants.lock(tenant);
          tenants.eraseRest(tenant);
          record(
              caller,
              tenant,
              "tenants.delete",
              "erased, with " + erased + " events, log lines and journal lines");
          return tenant;
        });
    return found;
  }

  private Optional<Tenant> beginDeletion(Caller caller, TenantId tenant) {
    Optional<Tenant> locked = tenants.lock(tenant);
    if (locked.isEmpty()) {
      return locked;
    }
    ChangeCondition.verify();
    if (locked.get().environments() > 0) {
      throw new FailureException(
          Failure.of(FailureCode.TENANT_HAS_ENVIRONMENTS)
              .about(tenant.value())
              .with(FailureParameter.COUNT, locked.get().environments()));
    }
    if (locked.get().state() != TenantState.DELETING) {
      tenants.changeState(tenant, locked.get().state(), TenantState.DELETING, caller.reason());
      record(caller, tenant, "tenants.delete-requested", null);
    }
    for (String key : tenants.activeKeys(tenant)) {
      keys.revoke(key);
      cache.remove(key);
    }
    return locked;
  }

  private void record(Caller caller, TenantId tenant, String action, @Nullable String detail) {
    audit.recordDone(caller.forTenant(tenant), new AuditAction(action, null, null, detail));
  }

  private <T> T inTransaction(Supplier<T> work) {
    return Objects.requireNonNull(transactions.execute(status -> work.get()));
  }
}
