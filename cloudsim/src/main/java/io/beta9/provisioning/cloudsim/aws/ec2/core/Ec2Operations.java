package io.beta9.provisioning.cloudsim.aws.ec2.core;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Ec2Request;
import software.amazon.awssdk.services.ec2.model.Ec2Response;

/**
 * Registers EC2 operations and implements what they have in common: a dry run changes nothing, and
 * a repeated client token returns the first response again.
 */
public final class Ec2Operations {
  private static final int MAX_STORED_TOKENS = 2000;

  private final Operations operations;
  private final Function<Call, Ec2Scope> scopes;

  /** Responses by client token. Not persisted: after a restart no client still retries its call. */
  private final Map<String, StoredResponse> responses =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, StoredResponse> eldest) {
          return size() > MAX_STORED_TOKENS;
        }
      };

  private record StoredResponse(Ec2Request request, Ec2Response response) {}

  /** Executes one operation in the scope of an account and region. */
  @FunctionalInterface
  public interface Handler<I extends Ec2Request, O extends Ec2Response> {
    O handle(I request, Ec2Scope scope);
  }

  /**
   * @param scopes opens the scope of a call, advanced to the time of the call
   */
  public Ec2Operations(Operations operations, Function<Call, Ec2Scope> scopes) {
    this.operations = operations;
    this.scopes = scopes;
  }

  public <I extends Ec2Request, O extends Ec2Response> void on(
      Class<I> type, Handler<I, O> handler) {
    operations.<I, O>on(type, (request, call) -> execute(request, call, handler));
  }

  @SuppressWarnings("unchecked") // the key holds the request's class, and with it the response's
  private <I extends Ec2Request, O extends Ec2Response> O execute(
      I request, Call call, Handler<I, O> handler) {
    if (Boolean.TRUE.equals(field(request, "DryRun"))) {
      throw new AwsErrorException(
          412, "DryRunOperation", "Request would have succeeded, but DryRun flag is set.");
    }
    Ec2Scope scope = scopes.apply(call);
    Object token = field(request, "ClientToken");
    if (token == null) {
      return handler.handle(request, scope);
    }
    String key =
        String.join("/", call.account(), call.region(), request.getClass().getName(), "" + token);
    StoredResponse earlier = responses.get(key);
    if (earlier == null) {
      O response = handler.handle(request, scope);
      responses.put(key, new StoredResponse(request, response));
      return response;
    }
    if (!earlier.request().equalsBySdkFields(request)) {
      throw Ec2Errors.badRequest(
          "IdempotentParameterMismatch",
          "The client token has been used before with other parameters.");
    }
    return (O) earlier.response();
  }

  private static @Nullable Object field(Ec2Request request, String name) {
    var field = request.sdkFieldNameToField().get(name);
    if (field == null) {
      return null;
    }
    Object value = field.getValueOrDefault(request);
    return "".equals(value) ? null : value;
  }
}
