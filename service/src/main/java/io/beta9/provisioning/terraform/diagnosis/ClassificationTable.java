package io.beta9.provisioning.terraform.diagnosis;

import static io.beta9.provisioning.terraform.diagnosis.ClassificationRule.of;

import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the errors of Terraform, its AWS provider and AWS mean. A rule takes precedence over those
 * below it, both within one text and among several errors of one run.
 */
final class ClassificationTable {
  private ClassificationTable() {}

  static final List<ClassificationRule> RULES =
      List.of(
          // The state: takes precedence over whatever else went wrong.
          of(
              "Failed to (save|persist) state|Error saving state|errored\\.tfstate",
              FailureCode.STATE_NOT_SAVED),
          of(
              "Error acquiring the state lock.*(Lock Info:|PreconditionFailed|StatusCode: 412)"
                  + "|state lock.*ConditionalCheckFailed",
              FailureCode.STATE_LOCKED,
              ClassificationTable::lock),
          of(
              "state data in S3 does not have the expected content|digest.*does not match",
              FailureCode.STATE_DIGEST_MISMATCH),
          of(
              "Error (loading|refreshing) state:.*NoSuchBucket|bucket .* does not exist"
                  + "|S3 bucket \"[^\"]*\" does not exist",
              FailureCode.STATE_BUCKET_MISSING),
          of("Saved plan is stale", FailureCode.PLAN_STALE),
          // Credentials and permissions.
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
                  + "|NoCredentialProviders",
              FailureCode.NO_CREDENTIALS),
          of(
              "InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch"
                  + "|AuthFailure|InvalidAccessKeyId",
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
              "AccessDenied|UnauthorizedOperation|AuthorizationError|not authorized",
              FailureCode.ACCESS_DENIED,
              ClassificationTable::denial),
          // Capacity and quotas.
          of(
              "InsufficientInstanceCapacity|InsufficientDBInstanceCapacity"
                  + "|InsufficientCacheClusterCapacity|InsufficientHostCapacity"
                  + "|UnsupportedAvailabilityZone|InsufficientFreeAddressesInSubnet"
                  + "|InsufficientReservedInstanceCapacity|Insufficient capacity"
                  + "|do(es)? not (currently )?have sufficient [^.]*capacity",
              FailureCode.NO_CAPACITY),
          of("VpcLimitExceeded", FailureCode.VPC_QUOTA),
          of("AddressLimitExceeded", FailureCode.ADDRESS_QUOTA),
          of("NatGatewayLimitExceeded", FailureCode.NAT_GATEWAY_QUOTA),
          of(
              "VcpuLimitExceeded|InstanceLimitExceeded|MaxSpotInstanceCountExceeded",
              FailureCode.VCPU_QUOTA),
          of( // A request limit is throttling, not a quota.
              "\\b(?!RequestLimitExceeded)\\w{0,60}(?:LimitExceeded|Quota\\w{0,60}Exceeded)"
                  + "|TooManyBuckets",
              FailureCode.QUOTA_EXCEEDED),
          // Conflicts.
          of(
              "AlreadyExists|AlreadyOwnedByYou|ResourceExistsException|ResourceInUseException:"
                  + " \\w{1,60} already"
                  + " exists|InvalidPermission\\.Duplicate|InvalidLaunchTemplateName\\.|Resource\\.AlreadyAssociated|already"
                  + " exists",
              FailureCode.ALREADY_EXISTS),
          of(
              "DependencyViolation|BucketNotEmpty|DeleteConflict|has nodegroups attached"
                  + "|ResourceInUse|is in use|InvalidGroup\\.InUse",
              FailureCode.RESOURCE_IN_USE),
          of(
              "Instance cannot be destroyed|deletion protection|DeletionProtection",
              FailureCode.DELETION_PROTECTED),
          // Timeouts.
          of(
              "timeout while waiting for state to become '([^']*)' \\(last state: '([^']*)',"
                  + " timeout: ([^)]*)\\)",
              FailureCode.RESOURCE_NOT_READY,
              ClassificationTable::wait),
          of(
              "timeout while waiting|context deadline exceeded|Waiter.*exceeded max wait time",
              FailureCode.RESOURCE_NOT_READY),
          // Transient errors.
          of(
              "Throttling|ThrottledException|RequestLimitExceeded|Rate exceeded|SlowDown"
                  + "|TooManyRequests|RequestThrottled|PriorRequestNotComplete",
              FailureCode.THROTTLED),
          of(
              "connection refused|connection reset|no such host|no route to host|i/o timeout"
                  + "|TLS handshake timeout|network is unreachable|server misbehaving"
                  + "|request send failed|unexpected EOF|broken pipe",
              FailureCode.NETWORK),
          of(
              "api error (InternalError|InternalFailure|InternalServerError|ServiceUnavailable"
                  + "|ServiceUnavailableException|ServerException)|StatusCode: 5\\d\\d",
              FailureCode.AWS_UNAVAILABLE),
          of(
              "Invalid\\w+\\.NotFound|NoSuchEntity|ResourceNotFoundException|NotFoundFault",
              FailureCode.NOT_FOUND),
          // Terraform itself.
          of("Failed to load plugin schemas", FailureCode.PROVIDER_SCHEMAS_UNAVAILABLE),
          of(
              "Plugin did not respond|plugin process exited|transport is closing"
                  + "|fatal error: runtime: out of memory|signal: killed",
              FailureCode.PROVIDER_CRASHED),
          of("no space left on device", FailureCode.DISK_FULL),
          of(
              "Unsupported Terraform Core version|does not support Terraform version",
              FailureCode.TERRAFORM_TOO_OLD),
          of(
              "Failed to query available provider packages|Failed to install provider|Inconsistent"
                  + " dependency lock file|Required plugins are not installed|provider"
                  + " registry\\.\\S+ was not found|Could not retrieve the list of available",
              FailureCode.PROVIDER_NOT_FOUND),
          of(
              "Unsupported argument|Missing required argument|Unsupported block type"
                  + "|Invalid value for (input )?variable|No value for required variable"
                  + "|Reference to undeclared|Invalid reference|Invalid resource type"
                  + "|Unsupported attribute|Argument or block definition required"
                  + "|Invalid (function|expression|index|template)|Duplicate resource"
                  + "|Backend initialization required|Error parsing|Invalid expression",
              FailureCode.INVALID_CONFIGURATION),
          of(
              "InvalidParameter\\w*|ValidationException|ValidationError|InvalidRequest\\w*"
                  + "|MalformedPolicyDocument|UnsupportedOperation|Unsupported:|InvalidSubnet"
                  + "|InvalidVpcRange|InvalidInput\\w*|Cannot find version",
              FailureCode.REJECTED_BY_AWS),
          of("unexpected state '([^']*)', wanted target '([^']*)'", FailureCode.RESOURCE_FAILED));

  /** Returns the owner of the lock, from Terraform's lines {@code ID:}, {@code Who:} and so on. */
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
        Pattern.compile("^[\\s│]*" + name + ":[ \\t]*(.*?)[ \\t]*$", Pattern.MULTILINE)
            .matcher(text);
    return matcher.find() ? matcher.group(1) : "";
  }
}
