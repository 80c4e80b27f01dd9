package io.beta9.provisioning.api.idempotency;

import io.beta9.provisioning.apimodel.SecretBearing;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/** Notes what a repeated request is answered with if the first response contains a secret. */
@RestControllerAdvice
public class ReplayedBody implements ResponseBodyAdvice<Object> {
  /** The request attribute that holds the body without the secret. */
  static final String ATTRIBUTE = "io.beta9.provisioning.replayed-body";

  @Override
  public boolean supports(
      MethodParameter returnType, Class<? extends HttpMessageConverter<?>> converter) {
    return true;
  }

  @Override
  public @Nullable Object beforeBodyWrite(
      @Nullable Object body,
      MethodParameter returnType,
      MediaType type,
      Class<? extends HttpMessageConverter<?>> converter,
      ServerHttpRequest request,
      ServerHttpResponse response) {
    if (body instanceof SecretBearing secret
        && request instanceof ServletServerHttpRequest servlet) {
      servlet.getServletRequest().setAttribute(ATTRIBUTE, secret.withoutSecret());
    }
    return body;
  }
}
