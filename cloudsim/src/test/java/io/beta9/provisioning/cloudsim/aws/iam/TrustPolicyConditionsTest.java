package io.beta9.provisioning.cloudsim.aws.iam;

import static io.beta9.provisioning.cloudsim.aws.InProcessCloud.ACCOUNT;
import static io.beta9.provisioning.cloudsim.aws.InProcessCloud.assertAwsError;
import static org.assertj.core.api.Assertions.assertThat;

import io.beta9.provisioning.cloudsim.aws.InProcessCloud;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.IamClient;

/**
 * Conditions of trust policies on {@code sts:ExternalId}.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html">Condition
 *     operators</a>
 */
class TrustPolicyConditionsTest {
  private static final String ROLE = "arn:aws:iam::" + ACCOUNT + ":role/customer";
  private static final String CALLER = "arn:aws:sts::999999999999:assumed-role/service/session";

  private final InProcessCloud cloud = new InProcessCloud();
  private final IamService service = new IamService(cloud);
  private final IamClient iam = cloud.register(service).client(IamClient.class, "us-east-1");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "{\"StringEquals\":{\"sts:ExternalId\":\"id-1\"}} | id-1 | true",
        "{\"StringEquals\":{\"sts:ExternalId\":\"id-1\"}} | none | false",
        "{\"StringEquals\":{\"sts:ExternalId\":\"id-1\"}} | ID-1 | false",
        "{\"StringEquals\":{\"sts:ExternalId\":\"id-1\"}} | id-10 | false",
        "{\"StringEquals\":{\"STS:externalid\":\"id-1\"}} | id-1 | true",
        "{\"StringEquals\":{\"sts:ExternalId\":[\"id-1\",\"id-2\"]}} | id-2 | true",
        "{\"StringEquals\":{\"sts:ExternalId\":\"id-*\"}} | id-1 | false",
        "{\"StringLike\":{\"sts:ExternalId\":\"id-*\"}} | id-7 | true",
        "{\"StringLike\":{\"sts:ExternalId\":\"*\"}} | none | false",
        "{\"StringEqualsIfExists\":{\"sts:ExternalId\":\"id-1\"}} | none | true",
        "{\"StringEqualsIfExists\":{\"sts:ExternalId\":\"id-1\"}} | id-2 | false",
        "{\"StringNotEquals\":{\"sts:ExternalId\":\"id-1\"}} | none | true",
        "{\"Null\":{\"sts:ExternalId\":\"false\"}} | id-7 | true",
        "{\"Null\":{\"sts:ExternalId\":\"false\"}} | none | false",
        "{\"ForAllValues:StringEquals\":{\"sts:ExternalId\":\"id-1\"}} | none | true",
        "{\"ForAnyValue:StringNotEquals\":{\"sts:ExternalId\":\"id-1\"}} | none | false",
        "{\"StringEquals\":{\"sts:ExternalId\":\"id-1\",\"aws:PrincipalAccount\":\"1\"}} | id-1 | false",
        "{} | none | true",
      })
  void decides_by_the_external_id(String condition, String externalId, boolean trusted) {
    create(statement("Allow", condition));

    assertThat(trusts(externalId)).isEqualTo(trusted);
  }

  @Test
  void denies_when_any_statement_denies() {
    create(
        statement("Allow", "{}")
            + ","
            + statement("Deny", "{\"StringNotEquals\":{\"sts:ExternalId\":\"id-1\"}}"));

    assertThat(trusts("id-1")).isTrue();
    assertThat(trusts("id-2")).isFalse();
    assertThat(trusts(null)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"StringEqual", "stringequals", "StringEqualsIfExist", "ForSome:Bool"})
  void rejects_operators_that_do_not_exist(String operator) {
    assertAwsError(
        "MalformedPolicyDocument",
        () -> create(statement("Allow", "{\"" + operator + "\":{\"sts:ExternalId\":\"id-1\"}}")));
  }

  private boolean trusts(String externalId) {
    return service
        .directory()
        .trusts(
            ROLE,
            "sts:AssumeRole",
            CALLER,
            externalId == null ? Map.of() : Map.of("sts:ExternalId", List.of(externalId)));
  }

  private void create(String statements) {
    iam.createRole(
        it ->
            it.roleName("customer")
                .assumeRolePolicyDocument(
                    "{\"Version\":\"2012-10-17\",\"Statement\":[" + statements + "]}"));
  }

  private static String statement(String effect, String condition) {
    return """
    {"Effect":"%s","Action":"sts:AssumeRole",
     "Principal":{"AWS":"arn:aws:iam::999999999999:root"},"Condition":%s}\
    """
        .formatted(effect, condition);
  }
}
