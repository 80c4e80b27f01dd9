package io.beta9.provisioning.api.contract;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.ChangeCondition;
import io.beta9.provisioning.api.problem.BadRequestException;
import io.beta9.provisioning.api.problem.PreconditionFailedException;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import tools.jackson.databind.json.JsonMapper;

/**
 * Rejects changes whose {@code If-Match} does not contain the tag of the resource's representation
 * in JSON: before the request is handled, and again when the row of the resource is locked for the
 * change.
 */
public final class PreconditionCheck implements HandlerInterceptor {
  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

  /** Reads what a GET of a resource returns to a caller. */
  @FunctionalInterface
  public interface Representations {
    /** Returns the representation; empty if the resource does not exist for the caller. */
    Optional<Object> find(Caller caller, String id);
  }

  private final Map<String, Representations> resources;
  private final JsonMapper json;

  /**
   * @param resources the resources by the path of their collection
   */
  public PreconditionCheck(Map<String, Representations> resources, JsonMapper json) {
    this.resources = Map.copyOf(resources);
    this.json = json;
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    String header = request.getHeader("If-Match");
    if (header == null
        || READS.contains(request.getMethod())
        || !(request.getAttribute(BearerTokenFilter.CALLER) instanceof Caller caller)) {
      return true;
    }
    String path =
        String.valueOf(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE));
    if (!(request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE)
            instanceof Map<?, ?> variables)
        || !(variables.get("id") instanceof String id)) {
      throw unsupported();
    }
    Representations found =
        resources.entrySet().stream()
            .filter(entry -> path.startsWith(entry.getKey() + "/{id}"))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElseThrow(PreconditionCheck::unsupported);
    verify(found, caller, id, header);
    ChangeCondition.add(() -> verify(found, caller, id, header));
    return true;
  }

  private void verify(Representations found, Caller caller, String id, String header) {
    Optional<Object> current = found.find(caller, id);
    if (current.isPresent()
        && !EntityTag.of(json.writeValueAsBytes(current.get())).matches(header)) {
      throw new PreconditionFailedException();
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

  private static BadRequestException unsupported() {
    return new BadRequestException(
        "If-Match", "is supported for environments, accounts, webhooks and tenants only");
  }
}
