package io.beta9.provisioning.testing;

import java.io.IOException;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Records every AWS call that changes something as a point in the {@link ProcessLifetime} of its
 * thread. The SDK discovers this class in all tests; outside of a process lifetime it does nothing.
 */
public final class CrashPointInterceptor implements ExecutionInterceptor {
  private static final Pattern READ_ONLY_OPERATIONS =
      Pattern.compile("(Describe|List|Get|Head|Lookup|Simulate|BatchGet|Assume).*");

  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    ProcessLifetime.checkAlive();
  }

  @Override
  public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
    String name = operationName(context.request());
    if (READ_ONLY_OPERATIONS.matcher(name).matches()) {
      ProcessLifetime.checkAlive();
    } else {
      ProcessLifetime.recordCall(
          name,
          () ->
              SdkClientException.create(
                  "Unable to execute HTTP request: read tcp: connection reset by peer",
                  new IOException("connection reset by peer")));
    }
  }

  private static String operationName(SdkRequest request) {
    return request.getClass().getSimpleName().replaceFirst("Request$", "");
  }
}
