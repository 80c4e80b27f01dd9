package io.beta9.provisioning.tfstate.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StateDocumentTest {
  private static final String STATE =
      """
      {"version": 4, "terraform_version": "1.11.4", "serial": 41, "lineage": "l",
       "outputs": {"open": {"value": [1], "type": "x"},
                   "shut": {"value": "hush", "type": "string", "sensitive": true}},
       "resources": [
         {"mode": "managed", "type": "aws_db_instance", "name": "this", "instances": [
           {"attributes": {"id": "db", "password": "p", "password_wo": null, "password_wo_version": 1,
              "port": 5432, "master_user_secret": [{"secret_arn": "arn:x"}]},
            "sensitive_attributes": [], "private": "cA=="}]},
         {"mode": "managed", "type": "aws_subnet", "name": "each", "module": "module.m",
          "instances": [
           {"index_key": "us-east-1a", "status": "tainted", "attributes": {"id": "s-1",
              "tags": {"a": "b"}}, "sensitive_attributes": [[{"type": "get_attr", "value": "tags"}]]},
           {"index_key": 1, "attributes": {"id": "s-2", "list": ["x", "y"]},
            "sensitive_attributes": [[{"type": "get_attr", "value": "list"},
              {"type": "index", "value": {"type": "number", "value": 1}}]]}]},
         {"mode": "data", "type": "aws_region", "name": "here", "instances": [
           {"attributes": {"id": "us-east-1"}}]}]}
      """;

  private static StateDocument document() {
    return parsed(STATE);
  }

  private static StateDocument parsed(String text) {
    return StateDocument.parse(text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }

  private static JsonNode attributes(String address) {
    return document().attributes(address).orElseThrow();
  }

  @Test
  void a_part_of_an_address_has_at_most_500_characters() {
    assertThat(withName("a".repeat(500))).isPresent();
    assertThat(withName("a".repeat(501))).isEmpty();
  }

  private static Optional<StateDocument> withName(String name) {
    return StateDocument.parse(STATE.replace("each", name).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void lists_resources_with_their_terraform_addresses() {
    assertThat(document().resources())
        .extracting(StateDocument.DocumentResource::address)
        .containsExactly(
            "aws_db_instance.this",
            "module.m.aws_subnet.each[\"us-east-1a\"]",
            "module.m.aws_subnet.each[1]",
            "data.aws_region.here");
  }

  @Test
  void lists_type_id_mode_and_status_of_each_resource() {
    assertThat(document().resources())
        .extracting(
            StateDocument.DocumentResource::type,
            StateDocument.DocumentResource::id,
            StateDocument.DocumentResource::data,
            StateDocument.DocumentResource::tainted)
        .containsExactly(
            tuple("aws_db_instance", "db", false, false),
            tuple("aws_subnet", "s-1", false, true),
            tuple("aws_subnet", "s-2", false, false),
            tuple("aws_region", "us-east-1", true, false));
  }

  @Test
  void a_resource_whose_id_is_not_a_text_has_no_id() {
    assertThat(
            parsed(
                    """
                    {"lineage": "l", "serial": 1, "resources": [
                      {"type": "t", "name": "n", "instances": [{"attributes": {"id": 7}}, {}]}]}
                    """)
                .resources())
        .extracting(StateDocument.DocumentResource::address, StateDocument.DocumentResource::id)
        .containsExactly(tuple("t.n", null), tuple("t.n", null));
  }

  @Test
  void has_a_serial_a_lineage_and_the_version_that_wrote_it() {
    assertThat(document().serial()).isEqualTo(41);
    assertThat(document().lineage()).isEqualTo("l");
    assertThat(document().terraformVersion()).isEqualTo("1.11.4");
    assertThat(parsed("{\"lineage\": \"l\", \"serial\": 1}").terraformVersion()).isEmpty();
  }

  @Test
  void has_no_attributes_of_a_resource_that_it_does_not_contain() {
    assertThat(document().attributes("aws_subnet.each")).isEmpty();
  }

  @Test
  void redacts_attributes_with_names_of_secrets_only() {
    JsonNode database = attributes("aws_db_instance.this");

    assertThat(database.path("password").asString()).isEqualTo("(sensitive)");
    assertThat(database.path("password_wo").isNull()).isTrue();
    assertThat(database.path("password_wo_version").asInt()).isEqualTo(1);
    assertThat(database.path("port").asInt()).isEqualTo(5432);
    assertThat(database.path("master_user_secret").get(0).path("secret_arn").asString())
        .isEqualTo("arn:x");
    assertThat(database.has("private")).isFalse();
  }

  @Test
  void redacts_sensitive_attributes_at_any_depth() {
    assertThat(attributes("module.m.aws_subnet.each[\"us-east-1a\"]").path("tags").asString())
        .isEqualTo("(sensitive)");
    JsonNode list = attributes("module.m.aws_subnet.each[1]").path("list");
    assertThat(list.get(0).asString()).isEqualTo("x");
    assertThat(list.get(1).asString()).isEqualTo("(sensitive)");
  }

  private static JsonNode redacted(String attributes, String sensitive) {
    return StateRedactor.attributes(
        JsonMapper.shared()
            .readTree(
                "{\"attributes\": %s, \"sensitive_attributes\": %s}"
                    .formatted(attributes, sensitive)));
  }

  @Test
  void redacts_secrets_by_name_inside_of_objects_and_lists() {
    assertThat(
            redacted(
                    """
                    {"outer": {"password": "p", "port": 1},
                     "list": [{"secret_key": "s"}, [{"token": "t"}], "plain"],
                     "use_password": true, "password": {"rotated": "x"}}
                    """,
                    "[]")
                .toString())
        .isEqualTo(
            "{\"outer\":{\"password\":\"(sensitive)\",\"port\":1},"
                + "\"list\":[{\"secret_key\":\"(sensitive)\"},[{\"token\":\"(sensitive)\"}],"
                + "\"plain\"],\"use_password\":true,\"password\":{\"rotated\":\"x\"}}");
  }

  @Test
  void a_sensitive_path_that_does_not_exist_adds_nothing() {
    String list = "{\"list\": [\"x\", \"y\"]}";
    String second =
        "[[{\"type\": \"get_attr\", \"value\": \"list\"}, {\"type\": \"index\", \"value\": %d}]]";
    assertThat(redacted(list, second.formatted(1)).toString())
        .isEqualTo("{\"list\":[\"x\",\"(sensitive)\"]}");
    assertThat(redacted(list, second.formatted(2)).toString())
        .isEqualTo("{\"list\":[\"x\",\"y\"]}");
    assertThat(redacted(list, "[[{\"type\": \"get_attr\", \"value\": \"other\"}]]").toString())
        .isEqualTo("{\"list\":[\"x\",\"y\"]}");
    assertThat(redacted("{\"a\": null}", "[[{\"value\": \"a\"}]]").toString())
        .isEqualTo("{\"a\":null}");
  }

  @Test
  void redacts_the_values_of_sensitive_outputs() {
    assertThat(document().outputs().toString())
        .isEqualTo("{\"open\":[1],\"shut\":\"(sensitive)\"}");
  }

  @Test
  void changes_only_the_serial() {
    StateDocument other = StateDocument.parse(document().withSerial(50)).orElseThrow();

    assertThat(other.serial()).isEqualTo(50);
    assertThat(document().withSerial(50)).endsWith((byte) '\n');
    assertThat(other.resources()).isEqualTo(document().resources());
    assertThat(other.raw().path("outputs")).isEqualTo(document().raw().path("outputs"));
  }

  @Test
  void rejects_a_truncated_state() {
    byte[] torn = STATE.substring(0, 300).getBytes(StandardCharsets.UTF_8);
    assertThat(StateDocument.parse(torn)).isEmpty();
    assertThat(StateDocument.parse("[]".getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(StateDocument.parse(new byte[0])).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"serial\": 1}",
        "{\"lineage\": \"l\"}",
        "{\"lineage\": 1, \"serial\": 1}",
        "{\"lineage\": \"l\", \"serial\": \"1\"}"
      })
  void rejects_a_document_without_lineage_or_serial(String text) {
    assertThat(StateDocument.parse(text.getBytes(StandardCharsets.UTF_8))).isEmpty();
  }
}
