package io.beta9.provisioning.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

  @Test
  void both_forms_are_read_and_what_is_encoded_is_decoded() {
    assertThat(DatabaseUrl.parse("postgresql://ann:a%40b%5E@db:5433/jobs?sslmode=require"))
        .extracting(DatabaseUrl::jdbcUrl, DatabaseUrl::user, DatabaseUrl::password)
        .containsExactly("jdbc:postgresql://db:5433/jobs?sslmode=require", "ann", "a@b^");
    assertThat(DatabaseUrl.parse("postgres://db").jdbcUrl()).isEqualTo("jdbc:postgresql://db/");
    assertThat(DatabaseUrl.parse("jdbc:postgresql://a:1,b:2/jobs").toString())
        .isEqualTo("a:1,b:2/jobs");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://u:geheim@db.internal:5433/jobs?sslmode=require",
        "postgresql://db.internal:5433/jobs?user=u&password=geheim",
        "jdbc:postgresql://db.internal:5433/jobs?user=u&password=geheim"
      })
  void it_tells_host_port_and_name_of_itself_and_no_password(String text) {
    assertThat(DatabaseUrl.parse(text)).hasToString("db.internal:5433/jobs");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://u:geheim^x@db:5432/jobs",
        "postgresql://u:geheim%zz@db:5432/jobs",
        "postgresql://u:geheim x@db:5432/jobs",
        "postgresql://u:geheim|x@db:5432/jobs",
        "postgresql://u:geheim@x@db:5432/jobs",
        "postgresql://u:geheim/x@db:5432/jobs",
        "postgresql:///jobs?password=geheim",
        "postgresql:u:geheim",
        "mysql://u:geheim@db/jobs",
        "geheim",
        "jdbc:postgresql://u:geheim@db/jobs",
        "jdbc:postgresql://db:nought/jobs"
      })
  void one_that_cannot_be_read_is_refused_without_being_repeated(String text) {
    assertThatThrownBy(() -> DatabaseUrl.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("percent-encode special characters in the user and password")
        .hasMessageNotContaining("geheim")
        .hasNoCause();
  }
}
