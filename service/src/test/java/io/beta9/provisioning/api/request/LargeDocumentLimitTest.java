package io.beta9.provisioning.api.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.api.problem.TooManyLargeDocumentsException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.method.HandlerMethod;

class LargeDocumentLimitTest {
  private final MockHttpServletResponse response = new MockHttpServletResponse();
  private LargeDocumentLimit limit = new LargeDocumentLimit(Duration.ZERO);

  /** The methods of a resource. */
  static final class Operations {
    @LargeDocument
    void state() {}

    @LargeDocument(LargeDocument.DocumentKind.SUPPORT_BUNDLE)
    void bundle() {}

    void list() {}
  }

  private static HandlerMethod operation(String name) {
    try {
      return new HandlerMethod(new Operations(), Operations.class.getDeclaredMethod(name));
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  private MockHttpServletRequest begin(String tenant, String operation) {
    MockHttpServletRequest request = new MockHttpServletRequest();
    request.setAttribute(
        BearerTokenFilter.CALLER,
        new Caller(new TenantId(tenant), "key_1", "ann", Set.of(Role.VIEWER), null));
    limit.preHandle(request, response, operation(operation));
    return request;
  }

  private void end(MockHttpServletRequest request) {
    limit.afterCompletion(request, response, operation("state"), null);
  }

  @Test
  void a_tenant_reads_two_states_at_the_same_time() {
    MockHttpServletRequest first = begin("acme", "state");
    begin("acme", "state");

    assertThatThrownBy(() -> begin("acme", "state"))
        .isInstanceOf(TooManyLargeDocumentsException.class)
        .hasMessageContaining("repeat this one in a few seconds");

    end(first);
    begin("acme", "state");
  }

  @Test
  void a_rejected_request_occupies_nothing() {
    MockHttpServletRequest first = begin("acme", "state");
    MockHttpServletRequest second = begin("acme", "state");
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> begin("acme", "state"))
          .isInstanceOf(TooManyLargeDocumentsException.class);
    }
    end(first);
    end(second);

    begin("acme", "state");
    begin("acme", "state");
  }

  @Test
  void all_tenants_together_read_three_states_at_the_same_time() {
    begin("acme", "state");
    begin("globex", "state");
    MockHttpServletRequest third = begin("initech", "state");

    assertThatThrownBy(() -> begin("umbrella", "state"))
        .isInstanceOf(TooManyLargeDocumentsException.class);

    end(third);
    end(third); // A request occupies one place, however often its end is reported.
    begin("umbrella", "state");
    assertThatThrownBy(() -> begin("initech", "state"))
        .isInstanceOf(TooManyLargeDocumentsException.class);
  }

  @Test
  void a_request_waits_for_one_of_another_tenant() throws Exception {
    limit = new LargeDocumentLimit(Duration.ofMinutes(1));
    MockHttpServletRequest first = begin("acme", "state");
    begin("globex", "state");
    begin("initech", "state");
    CompletableFuture<?> waiting = CompletableFuture.runAsync(() -> begin("umbrella", "state"));

    end(first);

    waiting.get(30, TimeUnit.SECONDS);
  }

  @Test
  void support_bundles_have_a_limit_of_their_own() {
    begin("acme", "bundle");
    assertThatThrownBy(() -> begin("acme", "bundle"))
        .isInstanceOf(TooManyLargeDocumentsException.class);

    begin("acme", "state");
    begin("globex", "bundle");
    assertThatThrownBy(() -> begin("initech", "bundle"))
        .isInstanceOf(TooManyLargeDocumentsException.class);
  }

  @Test
  void other_operations_are_not_limited() {
    for (int i = 0; i < 20; i++) {
      assertThat(begin("acme", "list")).isNotNull();
    }
  }
}
