package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.cloudsim.fault.FaultRule;
import io.beta9.provisioning.cloudsim.fault.NamedFault;
import io.beta9.provisioning.cloudsim.request.LoggedRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What can go wrong with any call of AWS, whichever resource it concerns. */
enum CallFault {
  THROTTLED("a call is rejected because of the rate of requests", 503, "RequestLimitExceeded"),
  UNAVAILABLE("a call is answered with an internal error", 500, "InternalError"),
  EXPIRED("the credentials of a call have expired", 400, "RequestExpired"),
  DENIED("a policy denies a call", 403, "AccessDenied"),
  RESPONSE_LOST("a call is executed and its response lost", 500, "InternalError");

  /** More than the calls of one attempt, with the repetitions of the AWS SDK. */
  private static final int ONE_ATTEMPT = 4;

  private final String meaning;
  private final int status;
  private final String code;

  CallFault(String meaning, int status, String code) {
    this.meaning = meaning;
    this.status = status;
    this.code = code;
  }

  /** An operation of an AWS service. */
  record AwsOperation(String service, String operation) {
    /** Returns the different operations in the order of their first calls. */
    static List<AwsOperation> in(List<LoggedRequest> calls) {
      Set<AwsOperation> all = new LinkedHashSet<>();
      calls.forEach(call -> all.add(new AwsOperation(call.service(), call.operation())));
      return new ArrayList<>(all);
    }
  }

  /** A fault of a call in an operation. */
  record Injection(CallFault fault, NamedFault.Phase phase, AwsOperation call) {
    @Override
    public String toString() {
      return fault + " " + phase + " " + call.service() + ":" + call.operation();
    }
  }

  String meaning() {
    return meaning;
  }

  /** Returns the rule for the call: until it is removed if a policy denies it. */
  FaultRule rule(AwsOperation call) {
    return switch (this) {
      case DENIED ->
          FaultRule.Failure.everyCall(
              call.service(),
              call.operation(),
              status,
              code,
              "User: arn:aws:sts::123456789012:assumed-role/Beta9/x is not authorized to perform: "
                  + call.service()
                  + ":"
                  + call.operation());
      case RESPONSE_LOST ->
          new FaultRule.Failure(
              call.service(),
              call.operation(),
              null,
              1,
              1,
              status,
              code,
              "The connection broke",
              true);
      case THROTTLED, UNAVAILABLE, EXPIRED ->
          new FaultRule.Failure(
              call.service(), call.operation(), null, 1, ONE_ATTEMPT, status, code, meaning, false);
    };
  }
}
