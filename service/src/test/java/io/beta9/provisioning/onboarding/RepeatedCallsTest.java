package io.beta9.provisioning.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.DefaultValueTrait;

/**
 * What a repetition of each creating call of the recorded cycle does, as of an SDK that has lost
 * the response. A call with a client token returns the first result; the SDK supplies the token.
 */
class RepeatedCallsTest {
  private static final Pattern CREATES =
      Pattern.compile(
          "[a-z0-9-]+:(Create|Allocate|Run|Request|Put|Register|Import|Start|Associate|Attach|Authorize|Add|Copy"
              + "|Increase)\\w*");

  /** What exists twice afterwards; found by {@code StateComparison}, the key by its owner. */
  private static final Set<String> DUPLICATES =
      Set.of(
          "ec2:AllocateAddress",
          "ec2:CreateInternetGateway",
          "ec2:CreateVpc",
          "iam:CreateAccessKey",
          "kms:CreateKey");

  /** Calls that the second time are rejected, because a name, a block or a rule is unique. */
  private static final Set<String> REJECTED =
      Set.of(
          "dynamodb:CreateTable",
          "ec2:AttachInternetGateway",
          "ec2:AuthorizeSecurityGroupEgress",
          "ec2:AuthorizeSecurityGroupIngress",
          "ec2:CreateSecurityGroup",
          "ec2:CreateSubnet",
          "ecr:CreateRepository",
          "elasticache:CreateCacheParameterGroup",
          "elasticache:CreateCacheSubnetGroup",
          "elasticache:CreateReplicationGroup",
          "iam:CreateOpenIDConnectProvider",
          "iam:CreateRole",
          "iam:CreateServiceLinkedRole",
          "iam:CreateUser",
          "kms:CreateAlias",
          "logs:CreateLogGroup",
          "rds:CreateDBInstance",
          "rds:CreateDBParameterGroup",
          "rds:CreateDBSubnetGroup",
          "s3:CreateBucket");

  /** Calls with a token that the caller supplies: Terraform's provider or this service. */
  private static final Set<String> TOKEN_OF_CALLER =
      Set.of("acm:RequestCertificate", "ec2:CreateFlowLogs", "ec2:CreateVpcEndpoint");

  /** Calls that set what they state, once or twice. */
  private static final Set<String> IDEMPOTENT =
      Set.of(
          "acm:AddTagsToCertificate",
          "dynamodb:PutItem",
          "ec2:AssociateRouteTable",
          "ec2:CreateRoute",
          "ec2:CreateTags",
          "ecr:PutLifecyclePolicy",
          "elasticache:AddTagsToResource",
          "elasticache:IncreaseReplicaCount",
          "iam:AttachRolePolicy",
          "iam:PutRolePolicy",
          "iam:PutUserPolicy",
          "logs:PutRetentionPolicy",
          "rds:AddTagsToResource",
          "s3:PutBucketPolicy",
          "s3:PutBucketPublicAccessBlock",
          "s3:PutBucketTagging",
          "s3:PutBucketVersioning",
          "s3:PutEncryptionConfiguration",
          "s3:PutLifecycleConfiguration",
          "s3:PutObject");

  /** Calls that AWS makes with the role's permissions. */
  private static final Set<String> OF_AWS = Set.of("kms:CreateGrant");

  private static final Map<String, Set<String>> KINDS =
      Map.of(
          "exists twice", DUPLICATES,
          "rejected", REJECTED,
          "token of the caller", TOKEN_OF_CALLER,
          "idempotent", IDEMPOTENT,
          "call of AWS", OF_AWS);

  private static Set<String> creating() {
    return RecordedPermissions.all().stream()
        .map(permission -> permission.action())
        .filter(action -> CREATES.matcher(action).matches())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Returns whether the SDK supplies a client token. */
  private static boolean hasTokenOfSdk(String action) {
    String[] parts = action.split(":", -1);
    String name =
        "software.amazon.awssdk.services."
            + (parts[0].equals("logs") ? "cloudwatchlogs" : parts[0])
            + ".model."
            + parts[1]
            + "Request";
    try {
      Object builder = Class.forName(name).getMethod("builder").invoke(null);
      Method build = builder.getClass().getMethod("build");
      build.setAccessible(true);
      return ((SdkPojo) build.invoke(builder))
          .sdkFields().stream().anyMatch(field -> field.containsTrait(DefaultValueTrait.class));
    } catch (ClassNotFoundException e) {
      return false; // The action has another name than the operation, or the acronym differs.
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(action, e);
    }
  }

  /** Fails for a recorded creating call whose repetition is not described. */
  @Test
  void the_effect_of_a_repetition_of_every_creating_call_is_known() {
    Map<String, Set<String>> kinds = new TreeMap<>();
    for (String action : creating()) {
      Set<String> kind = new TreeSet<>();
      if (hasTokenOfSdk(action)) {
        kind.add("token");
      }
      KINDS.forEach(
          (name, known) -> {
            if (known.contains(action)) {
              kind.add(name);
            }
          });
      kinds.put(action, kind);
    }

    assertThat(kinds).allSatisfy((action, kind) -> assertThat(kind).as(action).hasSize(1));
    assertThat(creating()).containsAll(DUPLICATES);
  }
}
