package io.beta9.provisioning.cloudsim.aws.ec2;

import io.beta9.provisioning.cloudsim.aws.AwsFault;
import io.beta9.provisioning.cloudsim.aws.Call;
import io.beta9.provisioning.cloudsim.aws.Operations;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Ec2Request;
import software.amazon.awssdk.services.ec2.model.Ec2Response;

/**
 * Registers EC2's operations with what they have in common: a dry run changes nothing, and a client
 * token that comes again gets the first answer again.
 */
final class Ec2Operations {
  private static final int REMEMBERED = 2000;

  private final Operations operations;

  /** Answers by token. Not kept across restarts: a client has given up on its call by then. */
  private final Map<String, Answer> answers =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
          return size() > REMEMBERED;
        }
      };

  private record Answer(Ec2Request request, Ec2Response response) {}

  /** One operation on an account and region. */
  @FunctionalInterface
  interface Handler<I extends Ec2Request, O extends Ec2Response> {
    O handle(I request, Scope scope);
  }

  Ec2Operations(Operations operations) {
    this.operations = operations;
  }

  <I extends Ec2Request, O extends Ec2Response> void on(Class<I> type, Handler<I, O> handler) {
    operations.<I, O>on(type, (request, call) -> answer(request, call, handler));
  }

  @SuppressWarnings("unchecked") // the key holds the request's class, and with it the response's
  private <I extends Ec2Request, O extends Ec2Response> O answer(
      I request, Call call, Handler<I, O> handler) {
    if (Boolean.TRUE.equals(field(request, "DryRun"))) {
      throw new AwsFault(
          412, "DryRunOperation", "Request would have succeeded, but DryRun flag is set.");
    }
    Scope scope = Scope.of(call);
    Object token = field(request, "ClientToken");
    if (token == null) {
      return handler.handle(request, scope);
    }
    String key =
        String.join("/", call.account(), call.region(), request.getClass().getName(), "" + token);
    Answer earlier = answers.get(key);
    if (earlier == null) {
      O response = handler.handle(request, scope);
      answers.put(key, new Answer(request, response));
      return response;
    }
    if (!earlier.request().equalsBySdkFields(request)) {
      throw Ec2Faults.bad(
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
