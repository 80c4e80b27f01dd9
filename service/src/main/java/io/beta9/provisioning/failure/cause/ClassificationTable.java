package io.beta9.provisioning.failure.cause;

import static io.beta9.provisioning.failure.cause.ClassificationRule.of;

import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the errors of Terraform, its AWS provider and AWS mean. A rule takes precedence over those
 * below it, both within one text and among several errors of one run.
 */
final class ClassificationTable {
  private ClassificationTable() {}

  /** What follows an error code of AWS; Auto Scaling reports those of EC2 with a dash. */
  private static final String CODE_END = "(?=:| - )";

  /**
   * An error code of AWS that says that the resource is in a state that does not permit it. The
   * state of a network is that of its configuration, and does not pass.
   */
  private static final String STATE_CODE =
      "(?-i:\\b(?!InvalidVPCNetworkState)[A-Z]\\w*(?:\\.[A-Z]\\w*)?State(?:Fault|Exception)?)"
          + CODE_END;

  /** A provider that is not the module's. Only the state can mention one. */
  private static final String OTHER_PROVIDER =
      "(?!registry\\.(?:terraform\\.io|opentofu\\.org)/hashicorp/aws[^A-Za-z0-9_-])"
          + "([A-Za-z0-9_./-]{1,120}?/[A-Za-z0-9_./-]{1,120})";

  private static final String NETWORK_ERROR =
      "connection refused|connection reset|connection timed out|client connection lost"
          + "|no such host|name resolution|no route to host|i/o timeout|TLS handshake timeout"
          + "|network is unreachable|server misbehaving|request send failed|broken pipe"
          + "|(?-i:\\bEOF\\b)|Client\\.Timeout|net/http: request canceled"
          + "|use of closed network connection|\\bx509: |tls: failed to verify|\\bdial (?:tcp|udp)\\b"
          // A request without a response, unlike the wait for a resource.
          + "|\\b(?:Get|Head|Post|Put|Patch|Delete) \"?https?://\\S+: context deadline exceeded";

  /** How many rules, from the first on, concern Terraform's state. */
  static final int STATE_RULES = state().size();

  static final List<ClassificationRule> RULES =
      Stream.of(
              state(),
              worker(),
              cluster(),
              access(),
              capacity(),
              conflicts(),
              waiting(),
              transientErrors(),
              configuration())
          .flatMap(List::stream)
          .toList();

  /** The state: takes precedence over whatever else went wrong. */
  private static List<ClassificationRule> state() {
    return List.of(
        of(
            "(?:This state requires|unavailable) provider \"?"
                + OTHER_PROVIDER
                + "|provider[\\s│]+"
                + OTHER_PROVIDER
                + "[\\s│]+was[\\s│]+not[\\s│]+found[\\s│]+in",
            FailureCode.STATE_FOREIGN_CONTENT,
            ClassificationTable::provider),
        of(
            "Call to function \"jsondecode\" failed"
                + "|object does not have an attribute named \"(?:username|password|auth_token)\"",
            FailureCode.SECRET_INVALID),
        of(
            "Failed to (save|persist) state|Error saving state|errored\\.tfstate",
            FailureCode.STATE_NOT_SAVED),
        of(
            "Error acquiring the state lock.*(Lock Info:|PreconditionFailed|StatusCode: 412"
                + "|conditional request failed)|state lock.*ConditionalCheckFailed",
            FailureCode.STATE_LOCKED,
            ClassificationTable::lock),
        of(
            "state data in S3 does not have the expected content|digest.*does not match",
            FailureCode.STATE_DIGEST_MISMATCH),
        of(
            "(Error (loading|refreshing|inspecting)|Failed to get existing workspaces)"
                + ".*(NoSuchBucket|bucket .* does not exist)"
                + "|S3 bucket \"[^\"]*\" does not exist",
            FailureCode.STATE_BUCKET_MISSING),
        of(
            "Unsupported state file format|state file .*(could not|cannot) be (read|parsed)",
            FailureCode.STATE_UNREADABLE),
        of("Saved plan is stale", FailureCode.PLAN_STALE));
  }

  /** The machine of the worker: never the customer's. */
  private static List<ClassificationRule> worker() {
    return List.of(
        of("no space left on device", FailureCode.DISK_FULL),
        of("Failed to load plugin schemas", FailureCode.PROVIDER_SCHEMAS_UNAVAILABLE),
        of(
            "Unrecognized remote plugin message|waiting for plugin to start"
                + "|resource temporarily unavailable|cannot allocate memory|text file busy",
            FailureCode.PROVIDER_NOT_STARTED),
        of(
            "Plugin did not respond|plugin process exited|transport is closing"
                + "|fatal error: runtime: out of memory|signal: killed",
            FailureCode.PROVIDER_CRASHED),
        of(
            "RequestTimeTooSkewed|Signature not yet current|Signature expired|clock skew"
                + "|RequestInTheFuture",
            FailureCode.CLOCK_SKEWED),
        of(
            "(IMDS|metadata service|169\\.254\\.\\d+\\.\\d+).*(deadline exceeded|time(d"
                + " )?out|cancell?ed|refused|reset|EOF|StatusCode: (0|5\\d\\d))",
            FailureCode.METADATA_UNAVAILABLE),
        of(
            "(could not connect to registry|Failed to request discovery document"
                + "|Could not retrieve the list of available|could not query provider registry"
                + "|Failed to install provider|registry\\.(terraform\\.io|opentofu\\.org)).*("
                + NETWORK_ERROR
                + "|deadline exceeded|time(d )?out|\\b(429|5\\d\\d)\\b|the request failed after)",
            FailureCode.REGISTRY_UNREACHABLE),
        of(
            "Unsupported Terraform Core version|does not support Terraform version"
                + "|created by Terraform v\\S+, which is newer",
            FailureCode.TERRAFORM_TOO_OLD),
        of(
            "Failed to query available provider packages|Failed to install provider|Inconsistent"
                + " dependency lock file|Required plugins are not installed|provider"
                + " registry\\.\\S+ was not found|Could not retrieve the list of available",
            FailureCode.PROVIDER_NOT_FOUND));
  }

  /** The admission control of the cluster, whose add-ons AWS installs. */
  private static List<ClassificationRule> cluster() {
    return List.of(
        of("failed (?:calling|to call) webhook", FailureCode.WEBHOOK_UNAVAILABLE),
        of(
            "admission webhook .{1,200} denied the request|AdmissionRequestDenied",
            FailureCode.CLUSTER_REQUEST_REJECTED));
  }

  private static List<ClassificationRule> access() {
    return List.of(
        of( // IAM is eventually consistent: other services see a new role some seconds later.
            "could not be assumed because it does not exist or the trusted entity"
                + "|Invalid IAM Instance Profile|Invalid IamInstanceProfile"
                + "|role \\S{1,200} is invalid or cannot be assumed",
            FailureCode.NOT_FOUND),
        of(
            "sts:AssumeRole on resource: (\\S+)|Cannot assume IAM Role|STS:"
                + " AssumeRole.*AccessDenied",
            FailureCode.ROLE_NOT_ASSUMABLE),
        of(
            "AWS account ID not allowed: (\\d+)",
            FailureCode.WRONG_ACCOUNT,
            (match, text) -> Map.of(FailureParameter.ACCOUNT, match.group(1))),
        of(
            "ExpiredToken|RequestExpired|token included in the request is expired",
            FailureCode.CREDENTIALS_EXPIRED),
        of(
            "No valid credential sources found|failed to refresh cached credentials"
                + "|NoCredentialProviders|Unable to load credentials|Failed to load credentials",
            FailureCode.NO_CREDENTIALS),
        of(
            "InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch"
                + "|AuthFailure(?!.{0,80}\\bpermission)|InvalidAccessKeyId|InvalidIdentityToken",
            FailureCode.BAD_CREDENTIALS),
        of(
            "OptInRequired|not subscribed to this service|PendingVerification"
                + "|account is currently blocked",
            FailureCode.ACCOUNT_NOT_READY),
        of(
            "(?<!\\S)(\\S{1,400}) is not authorized to perform:? (\\w+:\\w+)(?: on resource:?"
                + " (\\S+))?",
            FailureCode.ACCESS_DENIED,
            ClassificationTable::denial),
        of(
            "AccessDenied|UnauthorizedOperation|AuthorizationError|not authorized"
                + "|AuthFailure|asked for the client to provide credentials",
            FailureCode.ACCESS_DENIED));
  }

  /**
   * Request rates, keys, quotas and capacity. They take precedence over the state in which a
   * resource ended, because AWS reports them as its reason ("last error: …").
   */
  private static List<ClassificationRule> capacity() {
    return List.of(
        of(
            "Throttling|ThrottledException|RequestLimitExceeded|Rate exceeded|SlowDown"
                + "|Too ?Many ?Requests|RequestThrottled|PriorRequestNotComplete|pull rate limit"
                + "|ProvisionedThroughputExceeded|BandwidthLimitExceeded|status ?code: 429",
            FailureCode.THROTTLED),
        of(
            "InvalidKMSKey|KMSKey\\w*(Fault|Exception)|KMSInvalidState|KMSKeyNotAccessible"
                + "|KMS key [^.]{0,80}(incorrect state|disabled|pending|not accessible|not exist)"
                + "|Client\\.InternalError: Client error on launch",
            FailureCode.KEY_UNUSABLE),
        of(
            "(insufficient|do(es)? not have|don't have|lacks?|missing) (the )?(required |necessary )?"
                + "permissions?\\b",
            FailureCode.ACCESS_DENIED),
        of("VpcLimitExceeded", FailureCode.VPC_QUOTA),
        of("AddressLimitExceeded", FailureCode.ADDRESS_QUOTA),
        of("NatGatewayLimitExceeded", FailureCode.NAT_GATEWAY_QUOTA),
        of(
            "VcpuLimitExceeded|InstanceLimitExceeded|MaxSpotInstanceCountExceeded"
                + "|vCPU (capacity|limit)",
            FailureCode.VCPU_QUOTA),
        of(
            "\\w{0,60}(?:LimitExceeded|Quota\\w{0,60}Exceeded)|TooMany[A-Z]\\w+"
                + "|(reached|exceed(s|ed)?) (your|the|its) [^.]{0,60}(quota|limit|maximum)"
                + "|(quota|limit) [^.:]{0,60}(has been |was |is |been )?(exceeded|reached)"
                + "|(quota|limit) exceeded|maximum number of [^.]{1,80}(reached|exceeded)"
                + "|cannot exceed (the )?quota|(would|will) exceed [^.]{0,60}(quota|limit)",
            FailureCode.QUOTA_EXCEEDED),
        of(
            "InsufficientFreeAddresses|not (have )?enough free (ip )?addresses",
            FailureCode.NO_FREE_ADDRESSES),
        of(
            "Insufficient\\w{0,60}Capacity|Insufficient capacity"
                + "|UnsupportedAvailabilityZone|UnfulfillableCapacity|NotAvailableInAZ"
                + "|do(es)? not (currently )?have (sufficient|enough) [^.]*capacity"
                + "|no Spot capacity"
                + "|Availability Zone [^.]{1,80}(is|are) (currently )?(unavailable|not available"
                + "|constrained)",
            FailureCode.NO_CAPACITY),
        of( // Unlike missing capacity, it does not pass with time.
            "not (currently )?(supported|offered|available) in [^.]{0,40}Availability Zone"
                + "|does not support creating a DB instance"
                + "|Availability Zone [^.]{1,80}(is|are) not (supported|offered)",
            FailureCode.INSTANCE_TYPE_NOT_OFFERED),
        of(
            "unexpected state '[^']*fail[^']*'(?!.*last error: (?!%!s\\(<nil>\\))\\S)",
            FailureCode.RESOURCE_FAILED_WITHOUT_REASON));
  }

  private static List<ClassificationRule> conflicts() {
    return List.of(
        of(
            "Instance cannot be destroyed|deletion protection|DeletionProtection",
            FailureCode.DELETION_PROTECTED),
        of(
            "\\b(has|have|currently) [^.]{0,80}in progress|is (already |currently )?in progress"
                + "|OperationAborted|ConcurrentModification|OperationInProgress"
                + "|try again (later|in a few|after)|Please try again"
                + "|(?-i:\\b[A-Z]\\w*InProgress(?:Fault|Exception)?)"
                + CODE_END
                + "|unexpected state '[a-z-]*ing'|(?-i:\\b[A-Z]\\w*Temporarily[A-Z]\\w*)"
                + CODE_END
                + "|"
                + STATE_CODE
                + "|not in (an |the )?'?(available|active)'? state|must be in [^.]{0,20}available",
            FailureCode.RESOURCE_BUSY),
        of(
            "AlreadyExists|AlreadyOwnedByYou|ResourceExistsException|ResourceInUseException:"
                + " \\w{1,60} already"
                + " exists|InvalidPermission\\.Duplicate|InvalidLaunchTemplateName\\.|Resource\\.AlreadyAssociated|already"
                + " exists|already in use|\\bInvalid[A-Z]\\w+\\.Conflict\\b|already scheduled for deletion",
            FailureCode.ALREADY_EXISTS),
        of(
            "DependencyViolation|\\w+NotEmpty(Exception)?\\b|DeleteConflict|has nodegroups attached"
                + "|ResourceInUse|is (currently )?in use|(?-i:\\.InUse\\b)|has a dependent object",
            FailureCode.RESOURCE_IN_USE));
  }

  private static List<ClassificationRule> waiting() {
    return List.of(
        of(
            "timeout while waiting for state to become '([^']*)' \\(last state: '([^']*)',"
                + " timeout: ([^)]*)\\)",
            FailureCode.RESOURCE_NOT_READY,
            ClassificationTable::wait));
  }

  private static List<ClassificationRule> transientErrors() {
    return List.of(
        of(NETWORK_ERROR, FailureCode.NETWORK),
        of(
            "timeout while waiting|context deadline exceeded|Waiter.*exceeded max wait time",
            FailureCode.RESOURCE_NOT_READY),
        of(
            "\\b(InternalError|InternalFailure|InternalServerError|InternalServerException"
                + "|ServiceUnavailable|ServiceUnavailableException|ServerException)\\b"
                + "|Status ?Code: 5\\d\\d|internal error has occurred",
            FailureCode.AWS_UNAVAILABLE),
        of(
            "Invalid\\w+\\.NotFound|(?-i:\\bNoSuch[A-Z]\\w+)|ResourceNotFoundException"
                + "|(?-i:\\b(?:[A-Z]\\w+)?NotFound(?:Fault|Exception)?)"
                + CODE_END
                + "|Cannot import non-existent remote object"
                // Of the provider, which did not find what it had created.
                + "|couldn't find resource|Root object was present, but now absent",
            FailureCode.NOT_FOUND));
  }

  private static List<ClassificationRule> configuration() {
    return List.of(
        of(
            "Unsupported argument|Missing required argument|Unsupported block type"
                + "|Invalid value for (input )?variable|No value for required variable"
                + "|Reference to undeclared|Invalid reference|Invalid resource type"
                + "|Unsupported attribute|Argument or block definition required"
                + "|Invalid (function|expression|index|template)|Duplicate resource"
                + "|Backend initialization required|Error parsing|Invalid expression"
                + "|Provider configuration not present",
            FailureCode.INVALID_CONFIGURATION),
        of( // The module alone decides which parameters are given together.
            "cannot specify|can ?not be specified|only one (type |kind )?of|mutually exclusive"
                + "|(together|combination) with|must specify (either|exactly one|only one)",
            FailureCode.INVALID_REQUEST),
        of(
            "InvalidParameter\\w*|ValidationException|ValidationError|InvalidRequest\\w*"
                + "|MalformedPolicyDocument|UnsupportedOperation|\\bUnsupported(?=:| - )|InvalidSubnet"
                + "|InvalidVpcRange|InvalidInput\\w*|Cannot find version|DoesNotCoverEnoughAZs"
                + "|BucketRegionError|PermanentRedirect|MovedPermanently|IllegalLocationConstraint"
                + "|unsupported Kubernetes version|(?-i:\\bInvalid[A-Z]\\w+)"
                + CODE_END,
            FailureCode.REJECTED_BY_AWS),
        of("AsgInstanceLaunchFailures", FailureCode.INSTANCES_NOT_LAUNCHED),
        of(
            "NodeCreationFailure|failed to join the (kubernetes )?cluster",
            FailureCode.NODES_NOT_JOINED),
        of("unexpected state '([^']*)', wanted target '([^']*)'", FailureCode.RESOURCE_FAILED),
        // Of a request whose response has no body, for example a HEAD request. S3 answers 400 to
        // one with expired credentials.
        of("api error (?:BadRequest|400)\\b", FailureCode.CREDENTIALS_EXPIRED),
        of("Status ?code: 403\\b|api error Forbidden", FailureCode.ACCESS_DENIED),
        of("Status ?code: 404\\b", FailureCode.NOT_FOUND));
  }

  /** Returns the owner of the lock, from Terraform's lines {@code ID:}, {@code Who:} and so on. */
  private static Map<FailureParameter, String> provider(MatchResult match, String text) {
    String first = match.group(1);
    return Map.of(FailureParameter.PROVIDER, first == null ? match.group(2) : first);
  }

  private static Map<FailureParameter, String> lock(MatchResult match, String text) {
    Map<FailureParameter, String> facts = new EnumMap<>(FailureParameter.class);
    putIfPresent(facts, FailureParameter.LOCK_ID, field(text, "ID"));
    putIfPresent(facts, FailureParameter.OWNER, field(text, "Who"));
    putIfPresent(facts, FailureParameter.ACTION, field(text, "Operation"));
    putIfPresent(facts, FailureParameter.TAKEN_AT, field(text, "Created"));
    return facts;
  }

  private static Map<FailureParameter, String> denial(MatchResult match, String text) {
    Map<FailureParameter, String> facts = new EnumMap<>(FailureParameter.class);
    facts.put(FailureParameter.PRINCIPAL, match.group(1));
    facts.put(FailureParameter.ACTION, match.group(2));
    String resource = match.group(3);
    putIfPresent(
        facts,
        FailureParameter.RESOURCE,
        resource == null ? "" : resource.replaceAll("[.,;]$", ""));
    return facts;
  }

  private static Map<FailureParameter, String> wait(MatchResult match, String text) {
    return Map.of(
        FailureParameter.EXPECTED,
        match.group(1),
        FailureParameter.STATUS,
        match.group(2),
        FailureParameter.LIMIT,
        match.group(3));
  }

  private static void putIfPresent(
      Map<FailureParameter, String> facts, FailureParameter parameter, String value) {
    if (!value.isBlank()) {
      facts.put(parameter, value);
    }
  }

  private static String field(String text, String name) {
    Matcher matcher =
        Pattern.compile("^[ \\t│]*+" + name + ":(.*)$", Pattern.MULTILINE).matcher(text);
    return matcher.find() ? matcher.group(1).strip() : "";
  }
}
