package io.beta9.provisioning.api;

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
 * Lets GETs be served by the replica, and never one that comes after a write of the same tenant by
 * a replica that does not show that write yet. Within this process that is remembered; through
 * another one the answer to a write bears {@code X-Database-Position}, and a GET that sends it back
 * is served by who shows it.
 */
@RestControllerAdvice
public class ReplicaReadFilter implements HandlerInterceptor, ResponseBodyAdvice<Object> {
  private static final Logger log = LoggerFactory.getLogger(ReplicaReadFilter.class);
  static final String POSITION = "X-Database-Position";

  /** The request attribute that says that a replica has spoilt it once. */
  private static final String SPOILT = "io.beta9.provisioning.replica-spoilt";

  private final RoutedDatabase database;
  private final TenantWritePositions writes = new TenantWritePositions();

  public ReplicaReadFilter(RoutedDatabase database) {
    this.database = database;
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (request.getMethod().equals("GET")
        && request.getAttribute(SPOILT) == null
        && request.getAttribute(BearerTokenFilter.CALLER) instanceof Caller caller) {
      ReadRouting.begin(later(writes.of(caller.tenant()), asked(request)));
    }
    return true;
  }

  @Override
  public void afterCompletion(
      HttpServletRequest request,
      HttpServletResponse response,
      Object handler,
      @Nullable Exception exception) {
    ReadRouting.end();
  }

  /**
   * Answers a request anew from the primary, where it was a replica that failed in the middle of
   * it: one that goes away, or that cancels a query because it stands in the way of replaying.
   *
   * @return whether that was so
   */
  static boolean answeredAnew(
      Exception failed, HttpServletRequest request, HttpServletResponse response) throws Exception {
    if (!(failed instanceof DataAccessException)
        || !ReadRouting.wasServedByReplica()
        || response.isCommitted()) {
      return false;
    }
    log.warn(
        "The replica failed in the middle of a read, and the primary answers: {}",
        failed.getMessage());
    request.setAttribute(SPOILT, true);
    ReadRouting.end();
    request.getRequestDispatcher(request.getServletPath()).forward(request, response);
    return true;
  }

  private static @Nullable Lsn asked(HttpServletRequest request) {
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
      Lsn position = database.written();
      if (position != null) {
        writes.wrote(caller.tenant(), position);
        response.getHeaders().set(POSITION, position.toString());
      }
    }
    return body;
  }
}
