package io.beta9.provisioning.failure;

import io.beta9.provisioning.failure.text.ParameterFormat;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The facts that a {@link Failure} can carry, and the placeholders of {@link FailureCode}. */
public enum FailureParameter {
  ACCOUNT,
  ACTION,
  ACTIONS,
  /** What was being done, a gerund phrase: "Reading the secrets". */
  ACTIVITY,
  AGE(ParameterFormat.DURATION),
  ALTERNATIVES,
  /** The attempts that were made, if no automatic one follows. */
  ATTEMPTS,
  ATTRIBUTES,
  BLOCKED(ParameterFormat.BLOCKED_TRAFFIC),
  BUCKET_LINEAGE,
  BUCKET_SERIAL,
  CHART,
  CHANGE(ParameterFormat.CHANGE),
  CIRCUMSTANCE(ParameterFormat.CIRCUMSTANCE),
  CONSOLE,
  /** What an update would interrupt. */
  CONSEQUENCES,
  /** The names by which the consequences are accepted, separated by commas. */
  ACCEPTANCES,
  CONTAINER,
  /** The security group of the control plane. */
  CONTROL_PLANE_GROUP,
  COUNT,
  DAMAGE,
  /** The value of a quota that is sufficient. */
  DESIRED,
  DATA_TYPE,
  EKS_ISSUES,
  ENDPOINT,
  /** The environment's id. */
  ENVIRONMENT,
  EPOCH,
  EVIDENCE(ParameterFormat.LOCK_EVIDENCE),
  EXIT_CODE,
  EXPECTED,
  FAILED,
  FORMAT,
  FOUND,
  GIVEN,
  HOST,
  ID,
  IDS,
  IN_PROGRESS(ParameterFormat.CHANGES),
  INSTANCE,
  INSTANCE_TYPE,
  ITEM,
  KEY,
  LIMIT,
  LINEAGE,
  LOCK_ID,
  LOG_LINE,
  LOSS(ParameterFormat.IRREPLACEABLE_CONTENT),
  MISMATCH(ParameterFormat.DIGEST_MISMATCH),
  MISSING,
  MODE,
  MODULE,
  MORE_PODS,
  NAMESPACE,
  NEEDED,
  NODE_GROUP,
  NODES(ParameterFormat.NODE_COUNTS),
  OFFERED_ZONES,
  OPERATION,
  OTHER_ZONES,
  OUTPUT,
  OWNER,
  PARTITION,
  PATH,
  PID,
  POD,
  POLICIES,
  PORT,
  /** The version that is present, as opposed to the requested one. */
  PRESENT,
  PRINCIPAL,
  /** With which external id a role was to be assumed. */
  PROBE(ParameterFormat.EXTERNAL_ID_PROBE),
  PROVIDER,
  QUOTA,
  QUOTA_CODE,
  /** The text that AWS, Terraform, Helm, Kubernetes or Beta9 reported. */
  REPORTED,
  REGION,
  RESOURCE,
  RESOURCES,
  RESOURCE_TYPE,
  ROLE,
  ROWS,
  SCHEMA,
  SECRET,
  /** The security groups of the nodes. */
  SECURITY_GROUPS,
  SERIAL,
  SERVICE,
  STATUS,
  STEP,
  SUBNETS,
  TABLE,
  TAINTED,
  /** A time that another system reported. */
  TAKEN_AT,
  TIMEOUT(ParameterFormat.DURATION),
  TOTAL,
  UNREADY,
  /** How long something usually takes. */
  USUAL(ParameterFormat.DURATION),
  USED,
  USER,
  VERSION,
  VERSIONS,
  WORKER,
  WORKLOADS(ParameterFormat.WORKLOADS),
  ZONES,
  /** The id or name by which AWS knows the resource that failed. */
  RESOURCE_ID,
  /** The status of that resource, as AWS reports it. */
  AWS_STATUS,
  /** What AWS reported about that resource in its events. */
  AWS_EVENTS,
  /** What prevents its deletion. */
  BLOCKERS(ParameterFormat.BLOCKERS),
  /** The ids of those that are not of this environment. */
  FOREIGN,
  /** A command of the AWS CLI or kubectl that shows it. */
  INSPECTION,
  /** Further resources for which the same error was reported. */
  ALSO_FOR,
  /** What was reported as a consequence of the failure, not as a cause of its own. */
  COMPANIONS,
  /** A DNS record: name, type and value. */
  RECORD,
  /** What failed, of a failure that was recorded as text only. */
  RECORDED_WHAT,
  /** The cause, of a failure that was recorded as text only. */
  RECORDED_WHY,
  /** The next step, of a failure that was recorded as text only. */
  RECORDED_NEXT;

  private static final Map<String, FailureParameter> BY_CODE =
      Arrays.stream(values())
          .collect(Collectors.toMap(FailureParameter::code, Function.identity()));

  /** Returns the parameter of this name on the wire, empty if there is none. */
  public static Optional<FailureParameter> of(String code) {
    return Optional.ofNullable(BY_CODE.get(code));
  }

  private final ParameterFormat format;

  FailureParameter() {
    this(ParameterFormat.TEXT);
  }

  FailureParameter(ParameterFormat format) {
    this.format = format;
  }

  /** Returns a stored value as a part of a sentence. */
  String render(String value) {
    return format.render(value);
  }

  /** Returns the name on the wire and in templates, in snake case: {@code lock_id}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
