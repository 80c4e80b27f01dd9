package io.beta9.provisioning.terraform.diagnosis;

import static io.beta9.provisioning.terraform.diagnosis.ClassificationRule.of;

import io.beta9.provisioning.failure.FailureClass;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the errors of Terraform, its AWS provider and AWS mean. Read from the top: a row counts
 * before those below it, both for one text and among several errors of one run.
 */
final class ClassificationTable {
  private ClassificationTable() {}

  /** What becomes of a state that could not be saved. */
  static final String KEPT =
      "Nothing is lost: it is kept, and pushed at the next try. See to it that the state's bucket"
          + " can be written to, and retry if that does not happen by itself";

  static final List<ClassificationRule> RULES =
      List.of(
          // The state itself: whatever else went wrong, this comes first.
          of(
              "Failed to (save|persist) state|Error saving state|errored\\.tfstate",
              FailureClass.TRANSIENT,
              "state-not-saved",
              KEPT),
          of(
              "Error acquiring the state lock.*(Lock Info:|PreconditionFailed|StatusCode: 412)"
                  + "|state lock.*ConditionalCheckFailed",
              FailureClass.CONFLICT,
              "state-locked",
              ClassificationTable::lockHolder,
              "If that process is dead, unlock the state with its id and retry; if not, wait for"
                  + " it"),
          of(
              "state data in S3 does not have the expected content|digest.*does not match",
              FailureClass.CONFLICT,
              "state-digest-mismatch",
              "Compare the state's last two versions in the bucket; when the newest is whole,"
                  + " delete the item <bucket>/<key>-md5 from the lock table and retry"),
          of(
              "Error (loading|refreshing) state:.*NoSuchBucket|bucket .* does not exist"
                  + "|S3 bucket \"[^\"]*\" does not exist",
              FailureClass.CONFIGURATION,
              "state-bucket-missing",
              "Retry: the state's bucket is made at the beginning. If it was deleted on purpose,"
                  + " restore its contents first"),
          of(
              "Saved plan is stale",
              FailureClass.TRANSIENT,
              "plan-stale",
              (match, text) -> "the state changed between the plan and its apply",
              "Nothing was done; it is planned again"),

          // Who we are.
          of(
              "sts:AssumeRole on resource: (\\S+)|Cannot assume IAM Role|STS:"
                  + " AssumeRole.*AccessDenied",
              FailureClass.PERMISSION,
              "role-not-assumable",
              "Let the role's trust policy allow sts:AssumeRole to this service's identity, with"
                  + " the external id of the meta-config as sts:ExternalId, then retry"),
          of(
              "AWS account ID not allowed: (\\d+)",
              FailureClass.CONFIGURATION,
              "wrong-account",
              "The role leads into account $1; correct cloud.account_id or cloud.role_arn"),
          of(
              "ExpiredToken|RequestExpired|token included in the request is expired",
              FailureClass.TRANSIENT,
              "credentials-expired",
              "It is tried again with fresh credentials; if it comes back, check the clock of this"
                  + " host and the role's maximum session duration"),
          of(
              "No valid credential sources found|failed to refresh cached credentials"
                  + "|NoCredentialProviders",
              FailureClass.CONFIGURATION,
              "no-credentials",
              "Give this service an identity in AWS: a role of its pod, or AWS_ACCESS_KEY_ID and"
                  + " AWS_SECRET_ACCESS_KEY"),
          of(
              "InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch"
                  + "|AuthFailure|InvalidAccessKeyId",
              FailureClass.CONFIGURATION,
              "bad-credentials",
              "Check this service's own AWS credentials, and that the region is enabled in the"
                  + " account"),
          of(
              "OptInRequired|not subscribed to this service|PendingVerification"
                  + "|account is currently blocked",
              FailureClass.CONFIGURATION,
              "account-not-ready",
              "Finish the account's sign-up, or enable the region, in the AWS console, then retry"),
          of(
              "(?<!\\S)(\\S{1,400}) is not authorized to perform:? (\\w+:\\w+)(?: on resource:?"
                  + " (\\S+))?",
              FailureClass.PERMISSION,
              "access-denied",
              ClassificationTable::denied,
              "Allow $2 in the policy of that role (an explicit deny or an organisation's policy"
                  + " counts before it), then retry"),
          of(
              "AccessDenied|UnauthorizedOperation|AuthorizationError|not authorized",
              FailureClass.PERMISSION,
              "access-denied",
              "Allow the action in the policy of the role, then retry"),

          // What AWS has too little of, or gives this account too little of.
          of(
              "InsufficientInstanceCapacity|InsufficientDBInstanceCapacity"
                  + "|InsufficientCacheClusterCapacity|InsufficientHostCapacity"
                  + "|UnsupportedAvailabilityZone|InsufficientFreeAddressesInSubnet"
                  + "|InsufficientReservedInstanceCapacity|Insufficient capacity"
                  + "|do(es)? not (currently )?have sufficient [^.]*capacity",
              FailureClass.CAPACITY,
              "no-capacity",
              "Try again later, or choose other zones in network.availability_zones, or another"
                  + " size"),
          of(
              "VpcLimitExceeded",
              FailureClass.QUOTA,
              "vpc-quota",
              "Raise the quota 'VPCs per Region' (L-F678F1CE) in Service Quotas or delete a VPC"
                  + " that is not needed, then retry"),
          of(
              "AddressLimitExceeded",
              FailureClass.QUOTA,
              "address-quota",
              "Raise the quota 'EC2-VPC Elastic IPs' (L-0263D0A3) or release an address, then"
                  + " retry"),
          of(
              "NatGatewayLimitExceeded",
              FailureClass.QUOTA,
              "nat-gateway-quota",
              "Raise the quota 'NAT gateways per Availability Zone' (L-FE5A380F), then retry"),
          of(
              "VcpuLimitExceeded|InstanceLimitExceeded|MaxSpotInstanceCountExceeded",
              FailureClass.QUOTA,
              "vcpu-quota",
              "Raise the quota for running On-Demand instances of that family in Service Quotas,"
                  + " then retry"),
          of(
              // a request limit is a throttle and no quota
              "\\b(?!RequestLimitExceeded)\\w{0,60}(?:LimitExceeded|Quota\\w{0,60}Exceeded)"
                  + "|TooManyBuckets",
              FailureClass.QUOTA,
              "quota",
              "Raise the quota in Service Quotas, or free some of it, then retry"),

          // What is in the way.
          of(
              "AlreadyExists|AlreadyOwnedByYou|ResourceExistsException|ResourceInUseException:"
                  + " \\w{1,60} already"
                  + " exists|InvalidPermission\\.Duplicate|InvalidLaunchTemplateName\\.|Resource\\.AlreadyAssociated|already"
                  + " exists",
              FailureClass.CONFLICT,
              "already-exists",
              "If it is this environment's, retry: what exists is looked for before the next plan."
                  + " If it is not, rename or remove it"),
          of(
              "DependencyViolation|BucketNotEmpty|DeleteConflict|has nodegroups attached"
                  + "|ResourceInUse|is in use|InvalidGroup\\.InUse",
              FailureClass.CONFLICT,
              "still-in-use",
              "Find what still uses it (network interfaces and load balancers that the cluster"
                  + " made, as a rule), remove that, then retry"),
          of(
              "Instance cannot be destroyed|deletion protection|DeletionProtection",
              FailureClass.CONFLICT,
              "protected",
              "Take the protection away if the loss is meant, then retry"),

          // What took too long.
          of(
              "timeout while waiting for state to become '([^']*)' \\(last state: '([^']*)',"
                  + " timeout: ([^)]*)\\)",
              FailureClass.TIMEOUT,
              "resource-not-ready",
              (match, text) ->
                  "it was still '"
                      + match.group(2)
                      + "' after "
                      + match.group(3)
                      + " (wanted: "
                      + match.group(1)
                      + ")",
              "Look at it in the AWS console; when it has become ready, retry: it is kept"),
          of(
              "timeout while waiting|context deadline exceeded|Waiter.*exceeded max wait time",
              FailureClass.TIMEOUT,
              "resource-not-ready",
              "Look at it in the AWS console; when it has become ready, retry: it is kept"),

          // What passes by itself.
          of(
              "Throttling|ThrottledException|RequestLimitExceeded|Rate exceeded|SlowDown"
                  + "|TooManyRequests|RequestThrottled|PriorRequestNotComplete",
              FailureClass.TRANSIENT,
              "throttled",
              "It is tried again after a pause; if it comes back, something else in the account"
                  + " uses up the request rate"),
          of(
              "connection refused|connection reset|no such host|no route to host|i/o timeout"
                  + "|TLS handshake timeout|network is unreachable|server misbehaving"
                  + "|request send failed|unexpected EOF|broken pipe",
              FailureClass.TRANSIENT,
              "network",
              "It is tried again after a pause; if it comes back, check the way from this host to"
                  + " AWS"),
          of(
              "api error (InternalError|InternalFailure|InternalServerError|ServiceUnavailable"
                  + "|ServiceUnavailableException|ServerException)|StatusCode: 5\\d\\d",
              FailureClass.TRANSIENT,
              "aws-unavailable",
              "It is tried again after a pause; if it comes back, look at the AWS Health"
                  + " Dashboard"),
          of(
              "Invalid\\w+\\.NotFound|NoSuchEntity|ResourceNotFoundException|NotFoundFault",
              FailureClass.TRANSIENT,
              "not-found",
              "It is planned anew; if it comes back, something outside has removed a resource of"
                  + " this environment"),

          // Terraform itself.
          of(
              "Failed to load plugin schemas",
              FailureClass.INTERNAL,
              "provider-broken",
              "Give the worker more memory or set WORKER_CONCURRENCY lower, then retry"),
          of(
              "Plugin did not respond|plugin process exited|transport is closing"
                  + "|fatal error: runtime: out of memory|signal: killed",
              FailureClass.TRANSIENT,
              "provider-died",
              "Nothing to do at first: what had been made is looked for and the rest is made. If it"
                  + " comes back, give the worker more memory or set WORKER_CONCURRENCY lower"),
          of(
              "no space left on device",
              FailureClass.INTERNAL,
              "disk-full",
              "Free space below WORKDIR_BASE, then retry"),
          of(
              "Unsupported Terraform Core version|does not support Terraform version",
              FailureClass.CONFIGURATION,
              "terraform-too-old",
              "Install Terraform 1.11 or newer (or OpenTofu 1.11) where the worker runs"),
          of(
              "Failed to query available provider packages|Failed to install provider|Inconsistent"
                  + " dependency lock file|Required plugins are not installed|provider"
                  + " registry\\.\\S+ was not found|Could not retrieve the list of available",
              FailureClass.CONFIGURATION,
              "provider-not-found",
              "Let the worker reach registry.terraform.io, or name a folder that holds the AWS"
                  + " provider in TERRAFORM_PROVIDER_MIRROR"),
          of(
              "Unsupported argument|Missing required argument|Unsupported block type"
                  + "|Invalid value for (input )?variable|No value for required variable"
                  + "|Reference to undeclared|Invalid reference|Invalid resource type"
                  + "|Unsupported attribute|Argument or block definition required"
                  + "|Invalid (function|expression|index|template)|Duplicate resource"
                  + "|Backend initialization required|Error parsing|Invalid expression",
              FailureClass.CONFIGURATION,
              "invalid-configuration",
              "The Terraform configuration does not fit its variables: report it with the"
                  + " environment's id"),
          of(
              "InvalidParameter\\w*|ValidationException|ValidationError|InvalidRequest\\w*"
                  + "|MalformedPolicyDocument|UnsupportedOperation|Unsupported:|InvalidSubnet"
                  + "|InvalidVpcRange|InvalidInput\\w*|Cannot find version",
              FailureClass.CONFIGURATION,
              "rejected-by-aws",
              "Change the value in the meta-config that AWS names, then retry"),
          of(
              "unexpected state '([^']*)', wanted target '([^']*)'",
              FailureClass.CONFLICT,
              "resource-failed",
              "Look at its events in the AWS console, mend the cause, then retry"));

  /** Who holds the lock, from Terraform's lines {@code ID:}, {@code Who:} and so on. */
  private static String lockHolder(MatchResult match, String text) {
    String id = field(text, "ID");
    if (id.isEmpty()) {
      return "the state is locked, and the lock does not say by whom";
    }
    String operation = field(text, "Operation");
    return "the state is locked by "
        + field(text, "Who")
        + " since "
        + field(text, "Created")
        + (operation.isEmpty() ? "" : " for " + operation)
        + ", lock id "
        + id;
  }

  private static String denied(MatchResult match, String text) {
    String on = match.group(3);
    return match.group(1)
        + " may not do "
        + match.group(2)
        + (on == null ? "" : " on " + on.replaceAll("[.,;]$", ""));
  }

  private static String field(String text, String name) {
    Matcher matcher =
        Pattern.compile("^[\\s│]*" + name + ":[ \\t]*(.*?)[ \\t]*$", Pattern.MULTILINE)
            .matcher(text);
    return matcher.find() ? matcher.group(1) : "";
  }
}
