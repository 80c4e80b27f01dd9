package io.beta9.provisioning.terraform.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalReaderTest {
  @TempDir private Path folder;
  private Path file;
  private final List<String> delivered = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private boolean sinkIsAway;

  @BeforeEach
  void startAFile() throws IOException {
    file = Files.createFile(folder.resolve("out.jsonl"));
  }

  @Test
  void delivers_only_complete_lines() throws IOException {
    JournalReader reader = reader(0);
    write("one\ntw");
    reader.readNewLines();
    assertThat(delivered).containsExactly("0 one");

    write("o\n");
    reader.readNewLines();
    assertThat(delivered).containsExactly("0 one", "1 two");
  }

  @Test
  void does_not_deliver_lines_before_the_start_position_again() throws IOException {
    write("one\ntwo\nthree\n");
    reader(2).readNewLines();

    assertThat(delivered).containsExactly("2 three");
    assertThat(lines).containsExactly("one", "two", "three");
  }

  @Test
  void delivers_lines_again_after_the_sink_failed() throws IOException {
    JournalReader reader = reader(0);
    write("one\n");
    sinkIsAway = true;
    assertThatThrownBy(reader::readNewLines).hasMessage("away");
    assertThat(lines).isEmpty();

    sinkIsAway = false;
    write("two\n");
    reader.readNewLines();
    assertThat(delivered).containsExactly("0 one", "1 two");
  }

  @Test
  void delivers_many_lines_in_order() throws IOException {
    StringBuilder text = new StringBuilder();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      String line = "line " + i + " " + "x".repeat(i % 100);
      text.append(line).append('\n');
      expected.add(i + " " + line);
    }
    write(text.toString());
    reader(0).readNewLines();

    assertThat(delivered).isEqualTo(expected);
  }

  @Test
  void delivers_a_line_longer_than_a_chunk_as_one_line() throws IOException {
    String line = "y".repeat(700_000);
    write("a\n" + line + "\nb\n");
    reader(0).readNewLines();

    assertThat(delivered).containsExactly("0 a", "1 " + line, "2 b");
  }

  private JournalReader reader(long from) {
    return new JournalReader(
        file,
        "run",
        from,
        Redactor.of(List.of()),
        (runId, first, lines) -> {
          if (sinkIsAway) {
            throw new IllegalStateException("away");
          }
          lines.forEach(line -> delivered.add(line.number() + " " + line.raw()));
        },
        line -> lines.add(line.raw()));
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }
}
