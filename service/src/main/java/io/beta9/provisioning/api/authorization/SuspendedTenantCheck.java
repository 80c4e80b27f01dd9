package io.beta9.provisioning.api.authorization;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.ChangeCondition;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.access.TenantLifecycleRepository;
import io.beta9.provisioning.access.TenantState;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Rejects changes by the roles of a tenant that is suspended, or being deleted. What a role of the
 * service may do across tenants is not affected. Operations of environments are checked when they
 * are queued, for every role, and their refusal is audited.
 */
public final class SuspendedTenantCheck implements HandlerInterceptor {
  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

  private static final Set<Permission> CHECKED_WHEN_QUEUED =
      EnumSet.of(
          Permission.ENVIRONMENT_CREATE,
          Permission.ENVIRONMENT_UPDATE,
          Permission.ENVIRONMENT_RETRY,
          Permission.ENVIRONMENT_DESTROY);

  private final TenantLifecycleRepository tenants;

  public SuspendedTenantCheck(TenantLifecycleRepository tenants) {
    this.tenants = tenants;
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (READS.contains(request.getMethod())
        || !(handler instanceof HandlerMethod method)
        || !(request.getAttribute(BearerTokenFilter.CALLER) instanceof Caller caller)) {
      return true;
    }
    Authorize rule = method.getMethodAnnotation(Authorize.class);
    if (rule == null
        || rule.whileSuspended()
        || (CHECKED_WHEN_QUEUED.contains(rule.value()) && !rule.immediate())
        || caller.acrossTenants().has(rule.value())) {
      return true;
    }
    requireActive(caller, tenants.state(caller.tenant()));
    // The share lock delays a suspension until the change is committed.
    ChangeCondition.add(() -> requireActive(caller, tenants.shareState(caller.tenant())));
    return true;
  }

  private static void requireActive(Caller caller, Optional<TenantState> state) {
    if (state.filter(other -> other != TenantState.ACTIVE).isPresent()) {
      throw new FailureException(
          Failure.of(FailureCode.TENANT_SUSPENDED, "The request").about(caller.tenant().value()));
    }
  }

  @Override
  public void afterCompletion(
      HttpServletRequest request,
      HttpServletResponse response,
      Object handler,
      @Nullable Exception failure) {
    ChangeCondition.clear();
  }
}
