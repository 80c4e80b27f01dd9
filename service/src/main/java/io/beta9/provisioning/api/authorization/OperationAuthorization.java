package io.beta9.provisioning.api.authorization;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.api.authorization.Authorize.Subject;
import io.beta9.provisioning.api.problem.BadRequestException;
import io.beta9.provisioning.api.problem.PermissionDeniedException;
import io.beta9.provisioning.api.problem.UnknownTenantException;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.api.request.RequestReason;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Decides whether the caller may perform an operation, from the {@link Authorize} of the method
 * that handles it, and determines the tenant that the caller acts for. The method receives the
 * caller acting for this tenant, with the roles that apply to it.
 */
public final class OperationAuthorization implements HandlerInterceptor {
  public static final String TENANT = "tenant";
  public static final String ALL_TENANTS = "all_tenants";
  private static final String REASON = "reason";
  private static final String PRODUCT = "io.beta9.provisioning.";

  private final TenantLookup tenants;
  private final DenialLog denials;

  public OperationAuthorization(TenantLookup tenants, DenialLog denials) {
    this.tenants = tenants;
    this.denials = denials;
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (!(handler instanceof HandlerMethod method)
        || !method.getBeanType().getName().startsWith(PRODUCT)) {
      return true;
    }
    if (method.hasMethodAnnotation(PermittedToAll.class)
        || method.getBeanType().isAnnotationPresent(PermittedToAll.class)) {
      return true;
    }
    Authorize rule = method.getMethodAnnotation(Authorize.class);
    if (rule == null
        || !(request.getAttribute(BearerTokenFilter.CALLER) instanceof Caller caller)) {
      throw PermissionDeniedException.withoutRule();
    }
    try {
      request.setAttribute(BearerTokenFilter.CALLER, authorized(caller, rule, request));
    } catch (PermissionDeniedException e) {
      denials.denied(caller, rule.value(), request);
      throw e;
    }
    return true;
  }

  /** Returns the query parameters that a method has by its authorization. */
  public static List<String> parameters(HandlerMethod method) {
    Authorize rule = method.getMethodAnnotation(Authorize.class);
    if (rule == null || rule.on() == Subject.INSTALLATION) {
      return List.of();
    }
    return rule.value().requiresReasonAcrossTenants() ? List.of(TENANT, REASON) : List.of(TENANT);
  }

  private Caller authorized(Caller caller, Authorize rule, HttpServletRequest request) {
    Permission permission = rule.value();
    Caller acting = acting(caller, rule, request);
    if (!acting.has(permission)) {
      throw PermissionDeniedException.of(permission);
    }
    if (permission.requiresReasonAcrossTenants()) {
      acting = RequestReason.with(acting, request.getParameter(REASON));
      if (acting.reason() == null && acting.acrossTenants().roles().equals(acting.roles())) {
        throw new BadRequestException(
            REASON,
            "is required, because your role is one of the service: send the header X-Reason or the"
                + " parameter reason");
      }
    }
    return acting;
  }

  private Caller acting(Caller caller, Authorize rule, HttpServletRequest request) {
    if (rule.on() == Subject.INSTALLATION) {
      return caller;
    }
    boolean all = allTenants(request.getParameterValues(ALL_TENANTS));
    Optional<TenantId> named = tenant(request.getParameterValues(TENANT));
    if (all) {
      if (!rule.allTenants()) {
        throw new BadRequestException(ALL_TENANTS, "is a parameter of lists");
      }
      if (named.isPresent()) {
        throw new BadRequestException(ALL_TENANTS, "excludes the parameter tenant");
      }
      return caller.acrossTenants();
    }
    if (named.isPresent()) {
      return forNamed(caller, named.get());
    }
    if (rule.on() == Subject.TENANT || !caller.spansTenants()) {
      return caller;
    }
    String id = id(request);
    return id == null
        ? caller
        : tenants.tenantOf(rule.on(), id).map(caller::forTenant).orElse(caller);
  }

  private Caller forNamed(Caller caller, TenantId named) {
    if (named.equals(caller.tenant())) {
      return caller;
    }
    if (!caller.spansTenants()) {
      throw PermissionDeniedException.foreignTenant(named);
    }
    if (!tenants.exists(named)) {
      throw new UnknownTenantException(named.value());
    }
    return caller.forTenant(named);
  }

  private static Optional<TenantId> tenant(String @Nullable [] values) {
    String value = single(TENANT, values);
    if (value == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new TenantId(value));
    } catch (IllegalArgumentException e) {
      throw new BadRequestException(TENANT, String.valueOf(e.getMessage()));
    }
  }

  private static boolean allTenants(String @Nullable [] values) {
    String value = single(ALL_TENANTS, values);
    if (value == null || value.equals("false")) {
      return false;
    }
    if (value.equals("true")) {
      return true;
    }
    throw new BadRequestException(ALL_TENANTS, "must be true or false");
  }

  private static @Nullable String single(String name, String @Nullable [] values) {
    if (values == null || values.length == 0) {
      return null;
    }
    if (values.length > 1) {
      throw new BadRequestException(name, "must be given once");
    }
    return values[0];
  }

  private static @Nullable String id(HttpServletRequest request) {
    return request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE)
                instanceof Map<?, ?> variables
            && variables.get("id") instanceof String id
        ? id
        : null;
  }
}
