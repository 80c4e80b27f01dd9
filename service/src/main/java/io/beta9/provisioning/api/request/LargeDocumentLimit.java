package io.beta9.provisioning.api.request;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.api.problem.TooManyLargeDocumentsException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Limits how many {@link LargeDocument}s are in memory at the same time, in total and of one
 * tenant, so that requests for them cannot fill the heap. A request of another tenant waits a
 * little; one that exceeds the limit of its tenant is rejected immediately.
 */
public final class LargeDocumentLimit implements HandlerInterceptor {
  private static final String ADMITTED = "io.beta9.provisioning.large-document";

  private final Duration patience;
  private final Map<LargeDocument.DocumentKind, Slots> slots =
      new EnumMap<>(LargeDocument.DocumentKind.class);

  /**
   * @param patience how long a request waits for one of another tenant
   */
  public LargeDocumentLimit(Duration patience) {
    this.patience = patience;
    for (LargeDocument.DocumentKind kind : LargeDocument.DocumentKind.values()) {
      slots.put(kind, new Slots(new Semaphore(kind.total(), true), new ConcurrentHashMap<>()));
    }
  }

  private record Slots(Semaphore total, Map<TenantId, Integer> ofTenants) {}

  private record Admission(LargeDocument.DocumentKind kind, TenantId tenant) {}

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    LargeDocument marked =
        handler instanceof HandlerMethod method
            ? method.getMethodAnnotation(LargeDocument.class)
            : null;
    if (marked != null && request.getAttribute(BearerTokenFilter.CALLER) instanceof Caller caller) {
      Admission admission = new Admission(marked.value(), caller.tenant());
      admit(admission);
      request.setAttribute(ADMITTED, admission);
    }
    return true;
  }

  @Override
  public void afterCompletion(
      HttpServletRequest request,
      HttpServletResponse response,
      Object handler,
      @Nullable Exception exception) {
    if (request.getAttribute(ADMITTED) instanceof Admission admission) {
      request.removeAttribute(ADMITTED);
      of(admission).total().release();
      leave(admission);
    }
  }

  private void admit(Admission admission) {
    int limit = admission.kind().ofTenant();
    if (of(admission).ofTenants().merge(admission.tenant(), 1, Integer::sum) > limit) {
      leave(admission);
      throw new TooManyLargeDocumentsException(limit);
    }
    if (!isFree(of(admission).total())) {
      leave(admission);
      throw new TooManyLargeDocumentsException(admission.kind().total());
    }
  }

  private boolean isFree(Semaphore total) {
    try {
      return total.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void leave(Admission admission) {
    of(admission)
        .ofTenants()
        .computeIfPresent(
            admission.tenant(), (tenant, running) -> running == 1 ? null : running - 1);
  }

  private Slots of(Admission admission) {
    return Objects.requireNonNull(slots.get(admission.kind()));
  }
}
