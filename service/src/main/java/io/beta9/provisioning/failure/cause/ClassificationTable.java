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

  /** The states of a resource that AWS is still changing, by the form of their names. */
  private static final String PASSING_STATE =
      "(?:[a-z]+[-_])*(?:[a-z]+ing|[a-z]+ation|maintenance|progress)(?:[-_][a-z]+)*";

  /** A provider that is not the module's. Only the state can mention one. */
  private static final String OTHER_PROVIDER =
      "(?!registry\\.(?:terraform\\.io|opentofu\\.org)/hashicorp/aws[^A-Za-z0-9_-])"
          + "([A-Za-z0-9_./-]{1,120}?/[A-Za-z0-9_./-]{1,120})";

  private static final String NETWORK_ERROR =
      "StatusCode: 0,|connection refused|connection reset|\\btook (?:longer|more)"
          + " than\\b|\\b(?:connection|operation|connect|read) timed out|client connection"
          + " lost|Unable to execute HTTP request|PKIX path"
          + " building|\\bRequestTimeout|proxyconnect|http2: |\\bstream error: |no such host|name"
          + " resolution|no route to host|i/o timeout|TLS handshake timeout|network is"
          + " unreachable|server misbehaving|request send failed|send request failed|transport"
          + " connection broken|broken pipe|(?-i:\\bEOF\\b)|Client\\.Timeout|use of closed network"
          + " connection|\\bx509: |tls: failed to verify|\\bdial (?:tcp|udp)\\b"
          // A request without a response, unlike the wait for a resource.
          + "|\\b(?:Get|Head|Post|Put|Patch|Delete) \"?https?://\\S+: context deadline exceeded"
          // Of the JDK and the SDK for Java.
          + "|(?-i:\\b(?:UnknownHost|NoRouteToHost|Socket\\w*|Connect\\w*|SSL\\w*)Exception)|fatal"
          + " alert|\\bhandshake\\b|\\b(?:premature|unexpected) end (?:of|from)|\\bconnection"
          + " (?:pool|was|is|has been) |\\bconnection closed\\b|\\bconnection from (?:the"
          + " )?pool|\\b(?:request|client|HTTP) execution did not complete\\b|different checksum"
          + " than|\\bvia (?:the )?proxy\\b|\\bproxy"
          + " (?:returns|returned|authentication|error)|\\bSSL(?:\\w*Exception|:|"
          + " (?:handshake|connection|error|peer|routines))|\\b(?:could not|couldn't|unable"
          + " to|failed to) connect\\b|\\b(?:connect|read|socket|connection) timeout\\b"
          // Of Go.
          + "|net/http: |malformed HTTP response|server closed idle connection|certificate has"
          + " expired|cannot assign requested address";

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
              configuration(),
              words())
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
        of( // The next attempt would fail, too; a file shows whether a state was kept.
            "(Failed to (save|persist) state|Error saving state)[^│]{0,400}?"
                + "(AccessDenied|Forbidden|StatusCode: 403)",
            FailureCode.ACCESS_DENIED),
        of(
            "Failed to (save|persist) state|Error saving state|errored\\.tfstate",
            FailureCode.STATE_NOT_SAVED),
        of(
            "Error acquiring the state lock.*(Lock Info:|PreconditionFailed|StatusCode: 412"
                + "|conditional request failed)|state lock.*ConditionalCheckFailed",
            FailureCode.STATE_LOCKED,
            ClassificationTable::lock),
        of(
            "state data in S3 does not have the expected content"
                + "|\\bstate\\b.*(?:digest|checksum).*does not match",
            FailureCode.STATE_DIGEST_MISMATCH),
        of(
            "(Error (loading|refreshing|inspecting)|Failed to get existing workspaces)"
                + ".*(NoSuchBucket|bucket .* does not exist)"
                + "|S3 bucket \"[^\"]*\" does not exist"
                + "|(?:acquiring the state lock|lock s3 state|locking state)"
                + ".{0,400}ResourceNotFoundException",
            FailureCode.STATE_BUCKET_MISSING),
        of(
            "Unsupported state(?: file)? format|state file .*(could not|cannot) be (read|parsed)",
            FailureCode.STATE_UNREADABLE),
        of("Saved plan is stale", FailureCode.PLAN_STALE));
  }

  /** The machine of the worker: never the customer's. */
  private static List<ClassificationRule> worker() {
    return List.of(
        of("no space left on device", FailureCode.DISK_FULL),
        of("Failed to load plugin schemas", FailureCode.PROVIDER_SCHEMAS_UNAVAILABLE),
        of(
            "Unrecognized remote plugin message|waiting for"
                + " plugin to start|resource temporarily unavailable|cannot allocate memory|text"
                + " file busy|\\bfork/exec /?\\S+: ",
            FailureCode.PROVIDER_NOT_STARTED),
        of(
            "too many open files|\\bcannot fork\\b|pthread_create failed|failed to create new OS"
                + " thread|unable to create (?:new )?native thread",
            FailureCode.HOST_RESOURCES_EXHAUSTED),
        of(
            "Plugin did not respond|rpc error: code = (?:Unavailable|Canceled|Aborted)|plugin"
                + " process exited|transport is closing|fatal error: runtime: out of memory|signal:"
                + " killed",
            FailureCode.PROVIDER_CRASHED),
        of(
            "RequestTimeTooSkewed|Signature not yet current|Signature expired|clock skew"
                + "|RequestInTheFuture",
            FailureCode.CLOCK_SKEWED),
        of(
            "(IMDS|metadata service|169\\.254\\.\\d+\\.\\d+).*(deadline exceeded|time(d"
                + " )?out|cancell?ed|refused|reset|EOF|StatusCode: (0|5\\d\\d))",
            FailureCode.METADATA_UNAVAILABLE),
        of( // The chain ends with the metadata service, also on a machine that has none.
            "credentials from any of the providers in the chain", FailureCode.NO_CREDENTIALS),
        of(
            "credentials from (?:the )?(?:service endpoint|IMDS|(?:EC2 )?instance metadata)",
            FailureCode.METADATA_UNAVAILABLE),
        of( // A package that was damaged in transit, or that is of another platform.
            "match any of the checksums|incorrect checksum|checksum mismatch",
            FailureCode.PROVIDER_SCHEMAS_UNAVAILABLE),
        of(
            "could not connect to registry|\\bregistry service (?:is )?unreachable|Failed to"
                + " request discovery document|could not query\\s+provider\\s+registry|failed"
                + " to\\s+retrieve\\s+authentication\\s+checksums|(Could not retrieve the list of"
                + " available|Failed to install provider"
                + "|registry\\.(terraform\\.io|opentofu\\.org)).*("
                + NETWORK_ERROR
                + "|deadline exceeded|time(d )?out|\\b(40[13]|429|5\\d\\d)\\b|the request failed"
                + " after"
                // The registries of the tools are public: they limit the rate of an address.
                + "|requires authentication credentials)",
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

  /** The API server of the cluster, and its admission control; AWS installs add-ons in it. */
  private static List<ClassificationRule> cluster() {
    return List.of(
        of( // It answers, with what the API server does not accept.
            "\\bwebhook\\b.{0,400}(?:unknown conversion|invalid webhook response)",
            FailureCode.CLUSTER_REQUEST_REJECTED),
        of("failed (?:calling|to call) webhook", FailureCode.WEBHOOK_UNAVAILABLE),
        of(
            "admission webhook .{1,200} denied the request|AdmissionRequestDenied"
                + "|is forbidden: (?:exceeded quota|failed quota|violates PodSecurity)"
                + "|Apply failed with \\d+ conflict",
            FailureCode.CLUSTER_REQUEST_REJECTED),
        of("is forbidden: User .{1,300}? cannot \\w+ ", FailureCode.ACCESS_DENIED),
        of(
            "\\betcdserver: |\\bthe server (?:was unable to return a response|is currently unable"
                + "|has received too many requests)|Internal error occurred: ",
            FailureCode.AWS_UNAVAILABLE));
  }

  private static List<ClassificationRule> access() {
    return List.of(
        of( // IAM is eventually consistent: other services see a new role some seconds later.
            "could not be assumed because it does not exist or the trusted entity|Invalid IAM"
                + " Instance Profile|Invalid IamInstanceProfile|role \\S{1,200} is invalid or"
                + " cannot be assumed|InvalidParameter\\w*: (?!.{0,300}\\bpermissions?\\b)[^.\\n"
                + "]{0,120}\\b(?:role|instance profile)\\b",
            FailureCode.NOT_FOUND),
        of(
            "sts:AssumeRole on resource: (\\S+)|(?:Cannot|Unable to) assume (?:IAM )?role|STS:"
                + " AssumeRole\\b.*AccessDenied|\\brole \\S{1,300} cannot be assumed",
            FailureCode.ROLE_NOT_ASSUMABLE),
        of(
            "AWS account ID not allowed: (\\d+)",
            FailureCode.WRONG_ACCOUNT,
            (match, text) -> Map.of(FailureParameter.ACCOUNT, match.group(1))),
        of( // The provider of the credentials did not answer.
            "\\bcredentials\\b.{0,300}(?:" + NETWORK_ERROR + ")", FailureCode.NETWORK),
        of( // The user has to sign in again, unlike for a role.
            "\\bSSO (?:session|token|provider)\\b.{0,200}(?:expired|invalid|not"
                + " found|refresh|failed)",
            FailureCode.NO_CREDENTIALS),
        of(
            "ExpiredToken|RequestExpired|TokenRefreshRequired|token included in the request is"
                + " expired",
            FailureCode.CREDENTIALS_EXPIRED),
        of(
            "No valid credential sources found|NoCredentialProviders|failed to get shared config"
                + " profile|config profile [^.]{1,100} could not be"
                + " found|\\b(?:contained|contains|has|there are) no credentials\\b|\\bno"
                + " credentials (?:found|available|provided)|\\bwithout(?: \\w+)?"
                + " credentials\\b|\\b(?:unable|failed|could not|couldn't|cannot|can't) (?:to"
                + " )?(?:load|locate|find|get|retrieve|refresh)(?: \\w+)? credentials\\b",
            FailureCode.NO_CREDENTIALS),
        of( // AWS could not reach the identity provider of the service.
            "IDPCommunicationError|retrieve verification key", FailureCode.NETWORK),
        of(
            "InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|AuthFailure(?!.{0,80}(?:\\bpermission|\\bnot"
                + " authorized (?:for|to)))|InvalidAccessKeyId|InvalidIdentityToken|security token"
                + " included in the request is invalid"
                // Of the service itself, unlike the role in the account of a customer.
                + "|not authorized to perform:? sts:AssumeRoleWithWebIdentity"
                + "|AssumeRoleWithWebIdentity.{0,300}AccessDenied"
                + "|MissingAuthenticationToken|IncompleteSignature|IDPRejectedClaim"
                + "|\\bInvalid(?:Token|Security(?:Token)?)"
                + ErrorCodeNames.END,
            FailureCode.BAD_CREDENTIALS),
        of(
            "OptInRequired|subscribed to this|subscription (?:is"
                + " )?required|PendingVerification|RegionDisabled|NotSignedUp|(?:not|n't) (?:been"
                + " )?signed up\\b|\\bnot (?:enabled|activated|opted[ -]in)\\b[^.]{0,40}"
                + " region|\\bregion\\b[^.]{0,40} \\bnot (?:enabled|activated|opted["
                + " -]in)\\b|\\baccount (?:is )?(?:currently"
                + " )?(?:blocked|suspended|closed|inactive|being verified|not"
                + " (?:active|activated|verified)|does not support)|\\b(?:problem|issue) with your"
                + " (?:AWS )?account\\b|\\bpayment (?:method|instrument)\\b|\\bfree"
                + " (?:tier|plan)\\b"
                + "|(?-i:\\b(?:Account|AllAccess)(?:Disabled|Problem|Suspended|Closed|Blocked)\\w*)",
            FailureCode.ACCOUNT_NOT_READY),
        of(
            "(?<!\\S)(\\S{1,400}) is not authorized to perform:? (\\w+:\\w+)(?: on resource:?"
                + " (\\S+))?",
            FailureCode.ACCESS_DENIED,
            ClassificationTable::denial),
        of(
            "AccessDenied|UnauthorizedOperation|AuthorizationError|not authorized|"
                + ErrorCodeNames.PERMISSION
                + "|AuthFailure|asked for the client to provide credentials|\\bUnauthorized\\b",
            FailureCode.ACCESS_DENIED));
  }

  /**
   * Request rates, keys, quotas and capacity. They take precedence over the state in which a
   * resource ended, because AWS reports them as its reason ("last error: …").
   */
  private static List<ClassificationRule> capacity() {
    return List.of(
        of(
            "Throttling|ThrottledException|Request ?Limit ?Exceeded|\\bthrottled\\b|Rate ?(?:Limit"
                + " ?)?exceeded|SlowDown|RateForCustomerExceeded|Too ?Many"
                + " ?Requests|RequestThrottled|PriorRequestNotComplete|pull rate"
                + " limit|ProvisionedThroughputExceeded|BandwidthLimitExceeded|status ?code:"
                + " 429|\\brequest rate\\b|\\brate of (?:API )?(?:calls|requests)\\b|\\brequests"
                + " per (?:second|minute)\\b|"
                + ErrorCodeNames.THROTTLED,
            FailureCode.THROTTLED),
        of(
            "InvalidKMSKey|KMSKey\\w*(Fault|Exception)|KMSInvalidState|KMSKeyNotAccessible|KMS key"
                + " [^.]{0,80}(incorrect state|disabled|pending|not accessible|not"
                + " exist)|Client\\.InternalError: Client error on"
                + " launch|\\bKMS\\.\\w+Exception|(?-i:\\bDisabledException)|\\bkey\\b[^.]{0,120}"
                + " (?:is (?:disabled|pending deletion)|has been disabled)|(?:can't|cannot|can"
                + " not|could not|unable to|failed to) (?:en|de)crypt\\b|(?:En|De)cryptionFailure",
            FailureCode.KEY_UNUSABLE),
        of(
            "(insufficient|do(es)? not have|do(es)?n't have|lacks?|missing) (the )?(required"
                + " |necessary )?permissions?\\b",
            FailureCode.ACCESS_DENIED),
        of("VpcLimitExceeded", FailureCode.VPC_QUOTA),
        of("AddressLimitExceeded", FailureCode.ADDRESS_QUOTA),
        of("NatGatewayLimitExceeded", FailureCode.NAT_GATEWAY_QUOTA),
        of(
            "VcpuLimitExceeded|InstanceLimitExceeded|MaxSpotInstanceCountExceeded"
                + "|vCPU (capacity|limit)",
            FailureCode.VCPU_QUOTA),
        of(
            "\\w{0,60}(?:LimitExceeded|Quota\\w{0,60}Exceeded)|TooMany[A-Z]\\w+|"
                + ErrorCodeNames.QUOTA
                + "|current [\\w -]{0,40}(?:limit|quota) of \\d"
                + "|\\b(?:count|number|size|maximum)\\b[^.:]{0,60}(?<!deadline) exceeded"
                + "|(reached|exceed(s|ed)?) (your|the|its)"
                + " [^.]{0,60}(quota|limit|maximum)|(quota|limit) [^.:]{0,60}(has been |was |is"
                + " |been )?(exceeded|reached)|(quota|limit) exceeded|maximum number of"
                + " [^.]{1,80}(reached|exceeded)|cannot exceed (the )?quota|\\b(?:in)?sufficient"
                + " quota\\b|(would|will) exceed [^.]{0,60}(quota|limit)",
            FailureCode.QUOTA_EXCEEDED),
        of(
            "(?:not (?:have )?enough|insufficient) free (?:ip"
                + " )?addresses|\\b(?:failed|unable|cannot|could not)(?: to)? (?:assign|allocate)"
                + " an? (?:\\w+ )?(?:IP|address)|"
                + ErrorCodeNames.NO_ADDRESSES,
            FailureCode.NO_FREE_ADDRESSES),
        of( // Of a zone or a type that the region does not have.
            "\\b(?:unavailable|not available) in (?:this|the) region", FailureCode.REJECTED_BY_AWS),
        of(
            "Insufficient\\w{0,60}Capacity|Insufficient capacity|"
                + ErrorCodeNames.CAPACITY
                + "|UnsupportedAvailabilityZone|UnfulfillableCapacity|NotAvailableInAZ"
                + "|do(?:es)?(?: not|n't) (?:currently )?have (?:sufficient|enough) [^.]*capacity"
                + "|no Spot capacity|PriceTooLow\\b"
                + "|Availability Zone [^.]{1,80}(is|are) (currently )?(unavailable|not available"
                + "|constrained)",
            FailureCode.NO_CAPACITY),
        of( // Unlike missing capacity, it does not pass with time.
            "(?:not|n't) (?:currently )?(?:supported|offered|available) in [^.]{0,40}Availability"
                + " Zone|does not support creating a DB instance|Availability Zone"
                + " [^.]{1,80}(is|are) not (supported|offered)",
            FailureCode.INSTANCE_TYPE_NOT_OFFERED),
        of(
            "unexpected state '[^']*fail[^']*'(?!.*last error: (?!%!s\\([^)]*\\))\\S)",
            FailureCode.RESOURCE_FAILED_WITHOUT_REASON),
        of( // Something that the resource needs was deleted; it does not appear by waiting.
            "last error: .{0,200}(?-i:\\b[A-Z]\\w*\\.?NotFound)" + ErrorCodeNames.END,
            FailureCode.RESOURCE_FAILED));
  }

  private static List<ClassificationRule> conflicts() {
    return List.of(
        of(
            "Instance cannot be destroyed|deletion protection|DeletionProtection",
            FailureCode.DELETION_PROTECTED),
        of( // Unlike the other states, these do not pass.
            "\\bwaiter\\b.{0,80}\\b(?:terminal failure|to Failure\\b)|"
                + ErrorCodeNames.STATE
                + ".{0,300}(?:\\b(?:storage-full|failed|incompatible-[a-z]+|inaccessible-[a-z-]+"
                + "|stopped|terminated|retired|disabled)\\b)",
            FailureCode.RESOURCE_FAILED),
        of(ErrorCodeNames.STATE + ".{0,300}\\bnot supported\\b", FailureCode.REJECTED_BY_AWS),
        of( // What still uses the resource may be being deleted, as in a destroy.
            ErrorCodeNames.STATE + ".{0,300}\\bstill\\b", FailureCode.RESOURCE_BUSY),
        of( // AWS names what has to be removed first; the state of the resource does not pass.
            "\\b(?:delete|remove|detach|disassociate|unmap|terminate)\\b"
                + " [^.]{1,100}\\b(?:before|first)\\b|\\bremove any dependenc"
                + "|(?-i:\\b[A-Z]\\w*(?:Deletion|Eviction|Termination)Failure\\b)"
                // Unlike a state that does not permit it yet.
                + "|\\b(?:can ?not|can't|could not|unable to) (?:be"
                + " )?(?:delete|remove|detach|release)d?\\b(?![^.]{0,200}(?:ing\\b"
                + " (?:state|status)|available state|in progress|dial|time(?:d"
                + " )?out|reset))|\\bstill (?:using|used|in use|attached|associated|references?)\\b"
                // By another service of AWS, which alone can release it.
                + "|not allowed to manage\\b|\\brequester-managed\\b",
            FailureCode.RESOURCE_IN_USE),
        of(
            "\\b(has|have|currently) [^.]{0,80}in progress|is (already |currently )?in progress"
                + "|OperationAborted|OperationInProgress|\\bpending (?:update|change|modification)"
                + "|\\bis (?:still |currently |already )?being (?:\\w+ed|set up)\\b"
                + "|\\bstill (?!using|being)[a-z]+ing\\b|\\bprior request\\b|\\bconcurrent"
                + " requests?\\b|\\bnot yet (?:ready|been)\\b|\\bin process\\b"
                + "|try again (later|in a few|after)|Please try again|Retry later|\\bwait a few"
                + " minutes\\b|unexpected state '"
                + PASSING_STATE
                // The next attempt has an idempotency token of its own.
                + "'|"
                + ErrorCodeNames.CONCURRENT
                + "|"
                + ErrorCodeNames.STATE
                + "|(?:n't|not) in (an? |the )?'?(available|active|valid)'? stat(e|us)|must be in"
                + " [^.]{0,20}available|\\bstate\\b.{0,80}(?:does not|doesn't) (?:allow|permit)"
                + "|\\bin an? (?:invalid|particular) state\\b|\\bwhile [^.]{1,60} in this state\\b",
            FailureCode.RESOURCE_BUSY),
        of(
            "AlreadyExists|AlreadyOwnedByYou|ResourceExistsException|ResourceInUseException:"
                + " \\w{1,60} already"
                + " exists|InvalidPermission\\.Duplicate|Resource\\.AlreadyAssociated|already"
                + " exists|already in use|\\balready (?:been"
                + " )?(?:assigned|authorized|associated|attached|created|registered|taken)\\b|\\bwith"
                + " (?:the same|that|this) \\w+ exists|\\b(?:do|does) not match (?:the|its|their)"
                + " (?:current|existing)|\\bInvalid[A-Z]\\w+\\.Conflict\\b|\\b(?:scheduled|marked)"
                + " (?:for deletion|deleted)|\\balready (?:(?:have |has )?an?|at the"
                + " desired)\\b|\\bmust be unique\\b|\\bbecause it (?:was|has been|is)(?: \\w+)?"
                + " deleted\\b|\\bname is (?:not available|unavailable)\\b|\\binconsistent with"
                + " [^.]{1,40}\\b(?:previous|earlier)\\b|"
                + ErrorCodeNames.EXISTS,
            FailureCode.ALREADY_EXISTS),
        of(
            "DependencyViolation|\\b\\w+NotEmpty(Exception)?\\b|\\bis not"
                + " empty\\b|DeleteConflict|has nodegroups attached|ResourceInUse|is (currently"
                + " )?in use|has a dependent object|"
                + ErrorCodeNames.IN_USE,
            FailureCode.RESOURCE_IN_USE));
  }

  private static List<ClassificationRule> waiting() {
    return List.of(
        of( // It waits for a record in the zone of the customer.
            "(?-i:\\bPENDING_VALIDATION\\b)", FailureCode.CERTIFICATE_NOT_VALIDATED),
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
            "timeout while waiting|timed out waiting|context deadline exceeded"
                + "|Waiter.*exceeded max wait time",
            FailureCode.RESOURCE_NOT_READY),
        of(
            ErrorCodeNames.OFFER_ABSENT
                + "|\\bNoSuchHostedZone|\\b(?:version|offering|engine|image|AMI|instance"
                + " type|zone|region)s?\\b[^:]{0,80}: (?:\\w+ )?(?:empty result|couldn't find"
                + " resource|no matching)|\\breturned no results\\b|\\bno matching [\\w ]{1,60}"
                + " found",
            FailureCode.REJECTED_BY_AWS),
        of(
            "\\b(InternalError|InternalFailure|InternalServerError|InternalServerException"
                + "|ServiceUnavailable|ServiceUnavailableException|ServerException|ServiceFailure"
                + "|KMSInternalException|DependencyTimeout\\w*|InternalService(?:Error|Exception))\\b|Status"
                + " ?Code: 5\\d\\d|internal error has occurred|\\(5\\d\\d\\)|Internal Server"
                + " Error|Service Unavailable|Bad Gateway"
                // Of a response that was damaged or cut off.
                + "|\\b(?:de)?serialization ?(?:error|failed)|\\bfailed (?:decoding|to"
                + " decode)\\b|\\b(?:internal|unknown|unexpected)"
                + " (?:error|exception|failure)\\b|\\bserver[ -]side\\b|\\bsomething went wrong\\b|"
                + ErrorCodeNames.SERVER,
            FailureCode.AWS_UNAVAILABLE),
        of(
            "\\bInvalid\\w+\\.NotFound|(?-i:\\bNoSuch[A-Z]\\w+)|ResourceNotFoundException"
                + "|"
                + ErrorCodeNames.ABSENT
                + "|Cannot import non-existent remote object"
                // Of the provider, which did not find what it had created.
                + "|couldn't find resource|empty result|Root object was present, but now absent"
                + "|\\bit was not found\\b",
            FailureCode.NOT_FOUND));
  }

  private static List<ClassificationRule> configuration() {
    return List.of(
        of(
            "Unsupported argument|Missing required argument|Unsupported block type|Invalid value"
                + " for (input )?variable|No value for required variable|Reference to"
                + " undeclared|Invalid reference|Invalid resource type|Unsupported"
                + " attribute|Argument or block definition required|Invalid"
                + " (function|expression|index|template|count|for_each)|argument value is"
                + " unsuitable|\\bDuplicate"
                + " (?:resource|provider|module|output|variable|local)|\\bimport (?:block"
                + " )?target\\b|Backend initialization required|Error parsing|Invalid"
                + " expression|Provider configuration not present|Conflicting configuration"
                + " arguments|Incorrect attribute value type|Attribute redefined|\\bCycle:"
                + " |\\b(?:Insufficient|Too many|Not enough) (?:\\S+ )?(?:items|blocks)\\b",
            FailureCode.INVALID_CONFIGURATION),
        of("Provider produced (?:an )?in(?:consistent|valid) ", FailureCode.TERRAFORM_FAILED),
        of( // The module alone decides which parameters are given together.
            "\\b(?:must|can ?not|can't|may not)(?: explicitly| also)? specify\\b|(?:can ?not|may"
                + " not|can't|shouldn't|should not) be specified|\\bon the same"
                + " request\\b|\\brequires? .{1,40} to be"
                + " (?:specified|provided|given|set)\\b|\\bspecified more than"
                + " once\\b|\\bexplicitly specified\\b|\\bincompatible parameters|\\bmust be"
                + " (?:present|provided|given|supplied|(?:a )?part of)\\b|\\b(?:is|are) required"
                + " (?:when|if|unless)\\b|\\bmust (?:contain|provide|include|specify)"
                + " either\\b|\\b(?:exactly|only) one (type |kind )?of|\\bcan only be"
                + " (?:specified|used|set|given|provided) (?:if|when|for|with)\\b|\\bonly"
                + " (?:valid|applicable) (?:if|when|for|with)\\b|\\bIDs? (?:is|are) only \\w+"
                + " (?:if|when|for|with)\\b|\\bif you (?:specify|provide|use|enable)\\b|\\bto"
                + " (?:modify|change|use|enable|set) .{1,80}, (?:set|specify|provide|enable|.{1,40}"
                + " must)\\b|mutually exclusive|(together|along|combination) with|\\busing the \\w+"
                + " (?:API|operation|action)\\b|\\bnot be \\w+ directly\\b|(?<!specified"
                + " (?!param)\\w{1,30} )\\b(?:can ?not|can't) be (?:used|set|given|combined)"
                + " (?:with|for|when)\\b|\\b(?:can ?not|can't) use .{1,60}"
                + " (?:for|with|when)\\b|\\bexpected an? .{1,80}? but (?:found|got|was)\\b|\\bno"
                + " (?:modifications|changes|updates) (?:were|was|are|to be) |\\bmissing required"
                + " (?:field|parameter)|\\brequests? must (?:contain|include)\\b"
                // Of the SDK, before it sends the request.
                + "|InvalidParameter: \\d+ validation error|\\b(?:can ?not|can't|must not|may not)"
                + " be (?:null|blank|empty|omitted)|\\bMissingParameter|Invalid(?:Parameter"
                + "|Request)\\w*: [^.]{1,100} requires? (?:an? |the |parameter"
                + " )|(?-i:\\bInvalidParameterDependency)",
            FailureCode.INVALID_REQUEST),
        of( // Of a service without a code for what is absent.
            "Validation(?:Error|Exception): (?![^.\\n"
                + "]*\\b(?:AMI|image|version|zone|certificate|type)\\b)[^.\\n"
                + "]{1,120}\\b(?:not found|does not exist)\\b",
            FailureCode.NOT_FOUND),
        of(
            "InvalidParameter\\w*|ValidationException|ValidationError|InvalidRequest\\w*"
                + "|MalformedPolicyDocument|UnsupportedOperation|\\bUnsupported(?=:|"
                + " - )|InvalidSubnet|InvalidVpcRange|InvalidInput\\w*|Cannot find"
                + " version|DoesNotCoverEnoughAZs|Status ?Code: 30[1278]\\b|Moved"
                + " Permanently|BucketRegionError|PermanentRedirect|MovedPermanently"
                + "|IllegalLocationConstraint|unsupported"
                + " Kubernetes version|"
                + ErrorCodeNames.REJECTED,
            FailureCode.REJECTED_BY_AWS),
        of("AsgInstanceLaunchFailures", FailureCode.INSTANCES_NOT_LAUNCHED),
        of(
            "NodeCreationFailure|failed to join the (kubernetes )?cluster",
            FailureCode.NODES_NOT_JOINED),
        of(
            "unexpected state '([^']*)', wanted target '([^']*)'|\\bis (?:unhealthy|degraded)\\b",
            FailureCode.RESOURCE_FAILED),
        // Of a request whose response has no body, for example a HEAD request. S3 answers 400 to
        // one with expired credentials.
        of("api error (?:BadRequest|400)\\b", FailureCode.CREDENTIALS_EXPIRED),
        of("Status ?code: 403\\b|api error Forbidden", FailureCode.ACCESS_DENIED),
        of("Status ?code: 404\\b", FailureCode.NOT_FOUND));
  }

  /** Phrases of messages without a known code; tried last. */
  private static List<ClassificationRule> words() {
    return List.of(
        of(
            "\\btime(?:d |-)?out\\b|\\bwaiting for .{1,80} to"
                + " (?:finish|complete|become|be)\\b|(?-i:\\b[A-Z]\\w*NotReady\\b)|\\b(?:failed|gave"
                + " up|stopped) waiting\\b|\\btiming out\\b|did not (?:respond|answer|complete)"
                + " (?:with)?in",
            FailureCode.RESOURCE_NOT_READY),
        of( // Someone has to change the request first.
            "\\b(?:change|choose|specify|correct|check|select|reduce|increase|modify|use|provide"
                + "|remove|verify|adjust)\\b[^.]{1,120}\\b(?:try|retry)",
            FailureCode.REJECTED_BY_AWS),
        of(
            "\\bexpected .{1,80} to be .{1,40} but (?:was|is|got) (?:still )?" + PASSING_STATE,
            FailureCode.RESOURCE_BUSY),
        of(
            "\\b(?:request|context|call) ?(?:was )?cancell?ed\\b|\\bunreachable\\b|\\bno"
                + " (?:response|answer|reply)\\b|\\bconnection (?:lost|error"
                + "|failed|failure|problem)",
            FailureCode.NETWORK),
        of(
            "(?:temporarily|currently) unavailable|\\b(?:is|was) (?:busy|overloaded|down)\\b"
                + "|\\btry(?:ing)? again\\b|\\bretry"
                + " (?:your|the|this) ",
            FailureCode.AWS_UNAVAILABLE),
        of(
            "(?:access|permission|authorization) (?:is |was )?(?:denied|required)|\\bdenied"
                + " access\\b|\\b(?:not|isn't|aren't) (?:allowed|permitted|authorized|entitled)"
                + " to\\b|\\bforbidden\\b|\\bno permissions? to\\b"
                + "|\\b(?:do|does) not have access\\b|\\baccess to .{1,80} is not allowed\\b"
                + "|\\bcannot access\\b|\\bexplicit deny\\b",
            FailureCode.ACCESS_DENIED),
        of(
            "\\b(?:dependent|depends on it|dependenc(?:y|ies))\\b.{0,80}\\b(?:delet|remov|exist)"
                + "|\\b(?:is|are) (?:still |currently )?(?:attached|associated|referenced|used) ",
            FailureCode.RESOURCE_IN_USE),
        of(
            "\\b(?:conflicts? with|conflicting|duplicate(?! tag)|is taken|not available for use)\\b"
                + "|\\b(?:is|are|was|were|has|have) already\\b",
            FailureCode.ALREADY_EXISTS),
        of(
            "\\b(?:limit|quota)\\b[^.:]{0,60}\\b(?:of|is|to) \\d|\\b(?:limit|quota)"
                + " increase\\b|\\brequest (?:an )?increase|\\bquotas?\\b|\\b(?:can ?not|can't)"
                + " (?:\\w+ ){1,3}(?:any )?more\\b|\\btoo many\\b|\\bno more than \\d|\\bmaximum"
                + " allowed\\b|\\b(?:allowed|maximum|permitted)"
                + " (?:number|amount)\\b|\\b(?:service|account) limits?\\b|\\bat the maximum\\b",
            FailureCode.QUOTA_EXCEEDED),
        of(
            "\\b(?:too few|not enough|insufficient) (?:instances|hosts|capacity)\\b",
            FailureCode.NO_CAPACITY),
        of(
            "Status ?code: 409\\b|\\bin progress\\b|\\bis (?:still )?pending\\b",
            FailureCode.RESOURCE_BUSY),
        of(
            "(?:Status ?code:|HTTP)"
                + " 400\\b|(?-i:(?<![\\w./])[A-Z]\\w{0,80}(?:[a-z]|\\.)[A-Z]\\w{0,80})"
                + ErrorCodeNames.END
                + "|(?-i:^[A-Z]\\w{0,80}(?:Fault|Exception)$)|(?-i:\\binvalid\\b)|(?-i:(?:^|: |\\n"
                + ")Invalid [a-z]+ )|\\b(?:isn't|aren't) (?:an?"
                + " )?(?:valid|supported|allowed|offered|available)\\b|\\bincompatible\\b(?!"
                + " API)|\\bnot compatible\\b|\\bduplicate tag\\b|\\b(?:can ?not|must not) exceed"
                + " \\d|\\bunable to (?:discover|resolve|determine) (?!host|address|name)|\\bfailed"
                + " to satisfy\\b|\\bnot supported\\b|\\bout of range\\b|\\bvalidation"
                + " errors?\\b|\\bdoes not belong to\\b|\\breturned more than"
                + " one\\b|\\bmalformed\\b|\\btoo (?:long|short|large|small|old)\\b|\\b(?:can"
                + " ?not|can't|can not) (?:be"
                + " )?(?:upgrade|downgrade|modify|modifie|change|enable|disable)d?\\b|\\b(?:is|are)"
                + " (?:currently )?(?:not (?:a"
                + " )?(?:valid|supported|allowed|offered)|invalid|unsupported)\\b|\\bunsupported\\b|\\bmust"
                + " (?:be|have|begin|match|contain|not)\\b",
            FailureCode.REJECTED_BY_AWS),
        of(
            "\\b(?:does not|doesn't|do not|don't) exist\\b|\\b(?:could not|couldn't|cannot|can't)"
                + " find\\b|\\bnot found\\b|\\bno such\\b|\\bno longer exists?\\b|\\bno [\\w"
                + " -]{1,40} available (?:in|for|yet)\\b|\\bhas been"
                + " deleted\\b|\\b(?:refer|correspond) to an?\\b|\\b(?:can't|cannot|can not|could"
                + " not|couldn't|wasn't|weren't) (?:be )?found\\b|\\bno .{1,60}"
                + " (?:exists|(?:was|were) found)\\b|\\bthere (?:is|are) no\\b",
            FailureCode.NOT_FOUND),
        of( // A sentence of AWS without a code.
            "(?:^|: |\\n"
                + ")(?:The (?:specified|requested|supplied|provided|request)\\b|Your? (?:can|must"
                + "|have|tried|need)\\b)",
            FailureCode.REJECTED_BY_AWS));
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
