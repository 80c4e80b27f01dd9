package io.beta9.provisioning.terraform.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

/** What a customer can write must not fill the memory, nor mean something else to Terraform. */
class AccountJsonTest {
  @Test
  void reads_a_document_of_ordinary_size() {
    String document = "{\"list\": [" + "{\"id\": \"x\"},".repeat(15_000) + "null]}";

    assertThat(AccountJson.STATE.read(document).path("list").size()).isEqualTo(15_001);
    assertThat(AccountJson.STATE.read(document.getBytes(StandardCharsets.UTF_8)).isObject())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[],", "{},", "{\"a\": {}},", "1,", "null,"})
  void rejects_a_document_whose_tree_is_much_larger_than_its_text(String part) {
    String document = "[" + part.repeat(700_000) + "0]";

    for (AccountJson kind : AccountJson.values()) {
      assertThatThrownBy(() -> kind.read(document)).isInstanceOf(JacksonException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\": \"aws_vpc\", \"type\": \"evil_thing\"}",
        "{\"a\": [{\"b\": 1, \"b\": 1}]}",
        "{\"type\": \"aws_vpc\", \"ty\\u0070e\": \"evil_thing\"}"
      })
  void rejects_a_name_that_an_object_contains_twice(String document) {
    assertThatThrownBy(() -> AccountJson.STATE.read(document)).isInstanceOf(JacksonException.class);
  }

  @Test
  void rejects_deep_nesting() {
    String document = "[".repeat(10_000) + "]".repeat(10_000);

    assertThatThrownBy(() -> AccountJson.STATE.read(document)).isInstanceOf(JacksonException.class);
  }
}
