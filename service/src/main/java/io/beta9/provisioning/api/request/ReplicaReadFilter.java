package io.beta9.provisioning.api.request;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.database.Lsn;
import io.beta9.provisioning.database.ReadRouting;
import io.beta9.provisioning.database.RoutedDatabase;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.MethodParameter;
import org.springframework.dao.DataAccessException;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/**
 * Routes GET requests to the read replica unless it lags behind the tenant's last write. Writes
 * through this process are stored. The response to a write contains {@code X-Database-Position}; a
 * GET that sends it back, also to another process, reads at least that position.
 */
@RestControllerAdvice
public class ReplicaReadFilter implements HandlerInterceptor, ResponseBodyAdvice<Object> {
  private static final Logger log = LoggerFactory.getLogger(ReplicaReadFilter.class);
  public static final String POSITION = "X-Database-Position";

  /** The request attribute of a request that failed on the replica. */
  private static final String REPLICA_FAILED = "io.beta9.provisioning.replica-failed";

  private final RoutedDatabase database;
  private final TenantWritePositions writes = new TenantWritePositions();

  public ReplicaReadFilter(RoutedDatabase database) {
    this.database = database;
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (request.getMethod().equals("GET")
        && request.getAttribute(REPLICA_FAILED) == null
        && request.getAttribute(BearerTokenFilter.CALLER) instanceof Caller caller) {
      ReadRouting.allowReplica(later(writes.of(caller.tenant()), requested(request)));
    }
    return true;
  }

  @Override
  public void afterCompletion(
      HttpServletRequest request,
      HttpServletResponse response,
      Object handler,
      @Nullable Exception exception) {
    ReadRouting.requirePrimary();
  }

  /**
   * Repeats a request on the primary if the replica failed while handling it: it became
   * unavailable, or cancelled a query that conflicts with replication.
   *
   * @return whether the request was repeated
   */
  public static boolean repeatedOnPrimary(
      Exception failed, HttpServletRequest request, HttpServletResponse response) throws Exception {
    if (!(failed instanceof DataAccessException)
        || !ReadRouting.wasServedByReplica()
        || response.isCommitted()) {
      return false;
    }
    log.warn(
        "The replica failed during a read; repeating it on the primary: {}", failed.getMessage());
    request.setAttribute(REPLICA_FAILED, true);
    ReadRouting.requirePrimary();
    request.getRequestDispatcher(request.getServletPath()).forward(request, response);
    return true;
  }

  private static @Nullable Lsn requested(HttpServletRequest request) {
    String header = request.getHeader(POSITION);
    return header == null ? null : Lsn.parse(header).orElse(null);
  }

  private static @Nullable Lsn later(@Nullable Lsn a, @Nullable Lsn b) {
    return a == null ? b : b == null || a.compareTo(b) >= 0 ? a : b;
  }

  @Override
  public boolean supports(
      MethodParameter returnType, Class<? extends HttpMessageConverter<?>> converter) {
    return database.replica() != null;
  }

  @Override
  public @Nullable Object beforeBodyWrite(
      @Nullable Object body,
      MethodParameter returnType,
      MediaType type,
      Class<? extends HttpMessageConverter<?>> converter,
      ServerHttpRequest request,
      ServerHttpResponse response) {
    if (request instanceof ServletServerHttpRequest servlet
        && !servlet.getServletRequest().getMethod().equals("GET")
        && servlet.getServletRequest().getAttribute(BearerTokenFilter.CALLER)
            instanceof Caller caller) {
      Lsn position = database.currentPosition();
      if (position != null) {
        writes.wrote(caller.tenant(), position);
        response.getHeaders().set(POSITION, position.toString());
      }
    }
    return body;
  }
}
