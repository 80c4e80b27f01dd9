package io.beta9.provisioning.testing;

import java.io.IOException;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Makes every call of AWS that changes something a point in the {@link ProcessLifetime} of its
 * thread. The SDK finds this by itself, in all tests; without a life it does nothing.
 */
public final class CrashingCalls implements ExecutionInterceptor {
  private static final Pattern ONLY_LOOKS =
      Pattern.compile("(Describe|List|Get|Head|Lookup|Simulate|BatchGet|Assume).*");

  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    ProcessLifetime.check();
  }

  @Override
  public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
    String name = nameOf(context.request());
    if (ONLY_LOOKS.matcher(name).matches()) {
      ProcessLifetime.check();
    } else {
      ProcessLifetime.afterCall(
          name,
          () ->
              SdkClientException.create(
                  "Unable to execute HTTP request: read tcp: connection reset by peer",
                  new IOException("connection reset by peer")));
    }
  }

  private static String nameOf(SdkRequest request) {
    return request.getClass().getSimpleName().replaceFirst("Request$", "");
  }
}
