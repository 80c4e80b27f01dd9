package io.beta9.provisioning.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.beta9.provisioning.cloudsim.aws.authorization.ActionNames;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares every call of an AWS client in the code of the service with the list of actions. */
class AwsCallsTest {
  private static final String CLIENTS = "software.amazon.awssdk.services.";

  /** Calls with the service's own identity, in its own account, and why. */
  private static final Map<String, String> OWN_IDENTITY =
      Map.of(
          "sts:AssumeRole", "assumes the role",
          "sts:AssumeRoleWithWebIdentity", "is authenticated by the pod's token",
          "sts:GetCallerIdentity", "needs no permission",
          "sts:GetFederationToken", "restricts the provider's base credentials",
          "sts:GetSessionToken", "needs no permission");

  /** Methods of clients that send no request. */
  private static final Set<String> NO_REQUEST =
      Set.of("builder", "close", "create", "serviceClientConfiguration", "utilities", "waiter");

  /** What the SDK's waiters call. */
  private static final Map<String, String> WAITERS =
      Map.of(
          "waitUntilBucketExists", "s3:ListBucket",
          "waitUntilTableExists", "dynamodb:DescribeTable");

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> location.contains("/service/target/"))
          .importPackages("io.beta9.provisioning");

  /** Returns the IAM actions of all calls of AWS clients in the code. */
  private static Set<String> called() {
    Set<String> actions = new TreeSet<>();
    for (JavaClass each : PRODUCT) {
      Stream.concat(
              each.getCodeUnitCallsFromSelf().stream().map(call -> call.getTarget()),
              each.getCodeUnitReferencesFromSelf().stream().map(reference -> reference.getTarget()))
          .map(AwsCallsTest::action)
          .flatMap(Optional::stream)
          .forEach(actions::add);
    }
    return actions;
  }

  private static Optional<String> action(CodeUnitAccessTarget target) {
    JavaClass owner = target.getOwner();
    if (owner.getPackageName().startsWith(CLIENTS)
        && owner.getSimpleName().endsWith("Waiter")
        && target.getName().startsWith("wait")) {
      return Optional.of(WAITERS.getOrDefault(target.getName(), target.getName()));
    }
    if (!owner.getPackageName().startsWith(CLIENTS)
        || !owner.getSimpleName().endsWith("Client")
        || NO_REQUEST.contains(target.getName())) {
      return Optional.empty();
    }
    String operation = target.getName().replaceFirst("Paginator$", "");
    // The SDK changes abbreviations at the beginning of names only, as in getAWSDefault….
    return Optional.of(
        ActionNames.of(
            signingName(owner),
            Character.toUpperCase(operation.charAt(0)) + operation.substring(1)));
  }

  private static String signingName(JavaClass client) {
    try {
      return (String) client.reflect().getField("SERVICE_NAME").get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Set<String> allowed() {
    return RolePermissions.statements().stream()
        .flatMap(statement -> statement.actionNames().stream())
        .collect(Collectors.toSet());
  }

  @Test
  void every_call_of_an_aws_client_is_in_the_list_or_is_one_with_the_own_identity() {
    Set<String> called = called();
    assertThat(called).hasSizeGreaterThan(60);

    called.removeAll(allowed());
    called.removeAll(OWN_IDENTITY.keySet());

    assertThat(called).as("calls that the role is not allowed").isEmpty();
  }
}
