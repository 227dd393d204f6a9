"""A road that is one's own: what is known, half done and too big; thin weeks, ways on, proof; and the way back."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.core import intents as i
from bot.core.answers.proof import PAST
from bot.core.bites import BITES, bite
from bot.core.forms import Filled
from bot.core.questions import MAX_ANSWER
from pathways.model import Pathway, Step
from tests.strategies import pathway_of
from tests.talk import ARCHITECT, SHIPPED, Kept, Learner

KAFKA, COURSE = "kafka-spark-pipeline", "ml-specialization"
SMALL = pathway_of([[{"id": "walk", "hours": 1.0}]], [{"id": "sit", "hours": 0.25}])


@pytest.fixture
def ada() -> Learner:
    return Learner(Kept())


@pytest.fixture
def bob() -> Learner:
    """On a road of an hour and a quarter."""
    return Learner(Kept(), {SMALL.id: SMALL})


def done_with_all(learner: Learner) -> None:
    for step in ("sit", "walk"):
        learner.say(i.Done(step))


# What is known already


def test_a_known_skill_shortens_the_steps_that_teach_it_and_undo_brings_them_back(ada: Learner) -> None:
    said = ada.say(i.Credit(skill="data-engineering-pipelines"))
    # three quarters of the pipeline, and of the half of the last course that it is about
    assert said.startswith("Data Engineering Pipelines: you know it. That saves 26 h 30. The road now ends about")
    assert "On trust." in said
    assert ada.labels == ["Rusty", "New to me", "Undo", "This week", "2 questions left"]
    assert "0 of 214 hours" in ada.say("how am I doing?")
    ada.say(i.Credit(skill="data-engineering-pipelines"))
    assert "That is how the plan has it. Nothing changed." in ada.say(i.Credit(skill="data-engineering-pipelines"))
    assert "That is 12 h 15 more." in ada.press("Rusty")
    assert "Taken back: what you know of Data Engineering Pipelines." in ada.press("Undo")
    assert "Taken back" in ada.say(i.Undo())
    assert "0 of 240 hours" in ada.say("how am I doing?")


def test_a_known_step_needs_no_doing_and_can_be_proven(ada: Learner) -> None:
    assert "That saves 1 h." in ada.say(i.Credit("join-ai-groups"))
    assert "1 step known before and left out of the hours." in ada.say("how am I doing?")
    assert "is known already" in ada.say(i.Part("join-ai-groups", 0.5))
    assert "is known already" in ada.say(i.Split("join-ai-groups"))
    ada.say(i.Proof("join-ai-groups", "member since 2019"))
    assert "Joined AI architecture groups" in ada.say(i.Export("resume"))
    assert "Taken back" in ada.say(i.Undo("join-ai-groups"))
    assert "Nothing is finished yet" in ada.say(i.Export("resume"))


def test_what_is_brought_along_counts_from_the_start_and_can_be_put_right(ada: Learner) -> None:
    assert "It saves you about 16 h: Deploy a small model and Cloud architect" in ada.say("what do I bring?")
    said = ada.say("cloud is new to me")
    assert "it is new to you. That is 16 h more." in said
    assert "It is new to you, you say, so it saves nothing." in ada.say("what do I bring?")
    assert "That saves 8 h." in ada.say(i.Credit(skill="cloud-platforms", level="rusty"))
    assert "It saves you about 8 h" in ada.say("what do I bring?")
    assert "It saves you about 8 h: Deploy a small model" in ada.say(i.AboutSkill("cloud-platforms"))


@pytest.mark.parametrize("page", SHIPPED.values(), ids=SHIPPED)
def test_each_skill_that_people_bring_says_what_it_saves(page: Pathway) -> None:
    ada = Learner(Kept(), {page.id: page})
    said = ada.say("what do I bring?")
    assert said.count("It saves you about") == len(page.transferable_skills)
    hours = sum(ease.hours for skill in page.transferable_skills for ease in skill.eases)
    assert f"About {hours:g} h in all, by estimate, and the plan counts on them from the start." in said
    for skill in page.transferable_skills:
        assert sum(ease.hours for ease in skill.eases if ease.step in page.steps) > 0
        assert all(ease.hours < page.steps[ease.step].hours for ease in skill.eases)


def test_what_was_done_on_a_day_counts_for_the_last_such_day(ada: Learner) -> None:
    ada.wait(days=35)  # Monday, 4 January 2027
    assert "✓" in ada.say("finished the jupyter setup on 20 December")
    assert ada.entries[-1].counts == dt.date(2026, 12, 20)
    ada.say("finished huyen chapter one on Saturday")
    assert ada.entries[-1].counts == dt.date(2027, 1, 2)
    ada.say("finished the simple classifier on 2 January 2027")
    assert ada.entries[-1].counts == dt.date(2027, 1, 2)


def test_the_last_minute_of_a_step_is_no_piece_of_work(ada: Learner) -> None:
    ada.say(i.Part("enroll-ml-specialization", minutes=29))
    said = ada.say(i.Next(spare=15))
    assert said.startswith("All but done: Enroll in")
    assert "It counts" not in said


def test_every_title_becomes_what_was_done() -> None:
    verbs = {step.title.partition(" ")[0] for page in SHIPPED.values() for step in page.steps.values()}
    assert verbs <= set(PAST)


def test_a_known_skill_is_claimed_with_its_evidence_only_while_it_is_said(ada: Learner) -> None:
    assert "is not done yet" in ada.say(i.Proof("deep-learning-frameworks", "https://example.org/course"))
    ada.say(i.Credit(skill="deep-learning-frameworks"))
    assert "Kept as evidence for Deep Learning" in ada.say(
        i.Proof("deep-learning-frameworks", "https://example.org/course")
    )
    assert "Knows Deep Learning Frameworks (TensorFlow/PyTorch) · example.org" in ada.say(i.Export("resume"))
    ada.say(i.Credit(skill="deep-learning-frameworks", level="new"))
    assert "Nothing is finished yet" in ada.say(i.Export("resume"))


def test_what_the_road_does_not_name_saves_nothing(ada: Learner) -> None:
    assert "The road names no skill or step “cobol”" in ada.say(i.Credit(named="cobol"))
    assert "What do you know already?" in ada.say(i.Credit())
    assert len(ada.labels) == 5
    ada.say(i.Done("join-ai-groups"))
    assert "is done already, which is better than known." in ada.say(i.Credit("join-ai-groups"))


# Less than a whole step


def test_a_part_done_is_counted_and_the_rest_is_planned(ada: Learner) -> None:
    assert ada.say("halfway through the kafka pipeline").startswith("Kafka and Spark pipeline: 14 h of 28 h done, 14 h")
    assert "0 of 24 steps, 14 of 240 hours" in ada.say("how am I doing?")
    assert "16 h of 28 h done" in ada.say(i.Part(KAFKA, minutes=120))
    assert "That would be all of it" in ada.say(i.Part(KAFKA, minutes=5000))
    assert ada.labels == ["Yes, done", "Halfway"]
    assert "That would be all of it" in ada.say(i.Part(KAFKA, share=-1.0))
    assert "How far are you with Kafka and Spark pipeline?" in ada.say(i.Part(KAFKA))
    assert "7 h of 28 h done, 21 h left" in ada.press("A quarter")
    assert "✓ Build an end-to-end data pipeline" in ada.press("All of it is done")
    assert "is done already" in ada.say(i.Part(KAFKA, 0.5))


def test_half_of_a_whole_is_its_first_parts(ada: Learner) -> None:
    ada.say(i.Part(COURSE, 0.5))
    # what was begun is not called done: a minute is left of the enrolment, and of the first course
    assert "Enroll in Andrew Ng's Machine Learning Specialization on Coursera · 5 min" in ada.say("what's next?")
    assert "0 of 24 steps, 11 of 240 hours" in ada.say("how am I doing?")


def test_a_part_of_nothing_named_is_of_what_is_next_and_of_something_unknown_is_asked(
    ada: Learner, bob: Learner
) -> None:
    assert ada.say(i.Part(share=0.5)).startswith("Enroll in the Specialization: 15 min of 30 min done")
    assert "Which step?" in ada.say(i.Part(named="the quantum thing", share=0.5))
    done_with_all(bob)
    assert "Which step?" in bob.say(i.Part(share=0.5))
    assert "Which step?" in bob.say(i.Split())


def test_a_step_too_big_is_cut_finished_piece_by_piece_and_joined_again(ada: Learner) -> None:
    said = ada.say("split the kafka pipeline into 2 parts")
    assert said.startswith("Kafka and Spark pipeline is 2 steps of 14 h now, one after the other. First: Kafka and")
    assert "0 of 26 steps, 0 of 240 hours" in ada.say("how am I doing?")
    assert "✓ Build an end-to-end data pipeline using Apache Kafka and Spark, part 1" in ada.say(i.Done(f"{KAFKA}~1.2"))
    assert "is a piece already" in ada.say(i.Split(f"{KAFKA}~2.2"))
    ada.say("done with kafka pipeline part 2")
    assert ada.answer.reading.intent == i.Done(f"{KAFKA}~2.2")
    ada.say(i.Undo())
    assert "is cut already" in ada.say(i.Split(KAFKA))
    assert "Done with it: Kafka and Spark pipeline." in ada.say(i.Done(f"{KAFKA}~2.2"))
    assert "3 of 26 steps, 28 of 240 hours" in ada.say("how am I doing?")
    for _ in range(2):
        ada.say(i.Undo())
    assert "Taken back: the split of Kafka and Spark pipeline." in ada.say(i.Undo(KAFKA))
    assert "0 of 24 steps, 0 of 240 hours" in ada.say("how am I doing?")


def test_what_cannot_be_cut_says_why(ada: Learner, bob: Learner) -> None:
    assert "can be cut into two, three or four, not into 7" in ada.say(i.Split(KAFKA, 7))
    assert "its parts are Enroll in the Specialization" in ada.say(i.Split(COURSE))
    assert "it takes 15 min" in bob.say(i.Split("sit"))
    assert bob.labels == ["15 minutes of it", "About it"]
    assert "Which step?" in ada.say(i.Split(named="the quantum thing"))
    # the biggest of this week, cut into pieces of about a week
    ada.say(i.Split())
    assert ada.reply.summary == "First course of the Specialization, now in 2"


def test_a_quarter_of_an_hour_is_a_piece_of_what_is_next(ada: Learner, bob: Learner) -> None:
    assert "15 min of Enroll in the Specialization: open the page" in ada.say("I've got 15 minutes")
    assert "It counts, however small." in ada.say(i.Next(spare=15))
    assert "15 min of 30 min done" in ada.press("Did that")
    assert "15 min finish it: Enroll in Andrew Ng's" in ada.say(i.Next(spare=15))
    assert "It counts: 15 min of 30 min are behind you." in ada.say(i.Next(spare=10))
    done_with_all(bob)
    assert "Everything on this road is done" in bob.say(i.Next(spare=15))


@pytest.mark.parametrize(("verbs", "first", "then"), BITES)
def test_every_kind_of_deed_has_a_first_move_and_a_next_one(verbs: str, first: str, then: str) -> None:
    step = Step(id="s", title=f"{verbs.split(maxsplit=1)[0].capitalize()} something", hours=4.0)
    assert bite(step, 15, begun=False) == first.format(pages=5)
    assert bite(step, 15, begun=True) == then.format(pages=5)


def test_a_deed_of_another_kind_has_one_too() -> None:
    step = Step(id="s", title="Juggle", hours=4.0)
    assert "first move" in bite(step, 15, begun=False)
    assert all(any(step.title.casefold().startswith(verb) for verbs, *_ in BITES for verb in verbs.split()) for step in
               ARCHITECT.steps.values())  # fmt: skip


# Days


def test_a_step_done_another_day_counts_for_that_day(ada: Learner) -> None:
    ada.wait(days=3)
    assert "✓ Set up a Python environment with Jupyter Notebook and Scikit-learn on Tue 1 Dec." in ada.say(
        "did the jupyter setup last Tuesday"
    )
    assert ada.entries[-1].counts == dt.date(2026, 12, 1)
    assert "on Wed 2 Dec" in ada.say("finished joining the ai groups yesterday")
    assert "on Mon 30 Nov" in ada.say("finished huyen chapter 1 three days ago")
    assert "Mon 7 Dec is still to come." in ada.say(i.Done(KAFKA, on=dt.date(2026, 12, 7)))
    assert "is more than two years ago" in ada.say(i.Done(KAFKA, on=dt.date(2020, 1, 1)))


def test_days_off_ahead_and_a_week_that_was_lost(ada: Learner) -> None:
    said = ada.say("I'm on holiday from 20 December to 3 January")
    assert "Noted: free from Sun 20 Dec until Sun 3 Jan 2027, without nudges." in said
    ada.wait(weeks=1)
    assert "Noted: from Mon 30 Nov until Mon 7 Dec nothing was expected of you." in ada.say("I was ill last week")
    assert "Taken back: the days off until 7 Dec." in ada.press("Undo")


def test_a_break_with_nothing_left_to_do_is_noted(bob: Learner) -> None:
    done_with_all(bob)
    said = bob.say(i.Pause(dt.date(2026, 12, 20), dt.date(2026, 12, 10)))
    assert said.startswith("Noted: free from Thu 10 Dec until Sun 20 Dec, without nudges.")


def test_a_thin_week(ada: Learner) -> None:
    assert "2 h this week, then 6 h again. Some is better than none." in ada.say("only 2 hours this week")
    assert "· 2 h" in ada.say("what's next this week?")
    said = ada.say(i.Load(0.0, dt.date(2026, 12, 21)))
    assert said.startswith("0 h until Mon 21 Dec, then 6 h again. Rest well.")
    assert "A week can hold nothing at all or up to 80 hours" in ada.say(i.Load(200.0))
    assert "has passed" in ada.say(i.Load(2.0, dt.date(2026, 11, 20)))
    assert "more than two years off" in ada.say(i.Load(2.0, dt.date(2036, 11, 20)))
    assert ada.say(i.Load()).startswith("How many hours a week for now, and until when?")
    assert "0 h this week" in ada.fill("Other hours for a while", hours="0")
    ada.say(i.Load())
    ada.fill("Other hours for a while")
    assert ada.answer.errors == {"hours": "A number of hours is wanted; 2 would work, and 0 is a week off."}
    ada.fill("Other hours for a while", hours="lots", until="never")
    assert ada.answer.errors.keys() == {"hours", "until"}
    assert "up to 80 hours" in ada.fill("Other hours for a while", hours="200")


def test_days_off_are_asked_for_with_both_ends(ada: Learner) -> None:
    said = ada.say(i.Pause(ask=True))
    assert said.startswith("Which days are you away? They can lie ahead or behind.")
    said = ada.fill("Days off", since="20 December", until="3 January")
    assert said.startswith("Noted: free from Sun 20 Dec until Sun 3 Jan 2027, without nudges.")
    ada.say(i.Pause(ask=True))
    ada.fill("Days off", since="20 December", until="10 December")
    assert ada.answer.errors == {"until": "Thu 10 Dec is not after Sun 20 Dec; a later day would work."}
    ada.fill("Days off")
    assert ada.answer.errors == {"until": "The first day back is wanted; “3 January” would work."}
    assert ada.labels == ["Days off"]
    assert ada.fill("Days off", until="Friday").startswith("No nudges until Fri 4 Dec")


def test_what_if_is_a_form_that_changes_nothing(ada: Learner) -> None:
    ada.say("when will I be done?")
    assert "At 10 h a week" in ada.fill("What if?", hours="10")
    ada.say("when will I be done?")
    assert ada.fill("What if?", date="june 2027").startswith("Not at 6 h a week")
    ada.say("when will I be done?")
    ada.fill("What if?", hours="200", date="some day")
    assert ada.answer.errors.keys() == {"hours", "date"}
    assert ada.labels == ["What if?"]
    assert not ada.entries


# Ways on


def test_ways_on_are_shown_taken_and_taken_back(ada: Learner) -> None:
    for step in ("enroll-ml-specialization", "python-jupyter-setup"):
        ada.say(i.Done(step))
    ada.wait(weeks=4)
    assert "4 weeks went elsewhere, and the plan has moved." in ada.say("what's next this week?")
    assert ada.press("Ways on").startswith("4 weeks went elsewhere. Nothing is lost. Three ways on, all fine: A Same")
    before = ada.say("when will I be done?")
    ada.say(i.Replan())
    ada.press("Take B")
    assert ada.say("when will I be done?") != before
    assert "went elsewhere" not in ada.say("what's next this week?")
    assert "It is not over" in ada.say("I fell behind")
    ada.say("undo")
    assert ada.say("when will I be done?") == before
    ada.say(i.Replan("less"))
    assert "2 steps dropped" in ada.say("how am I doing?")


def test_no_slip_no_reproach_and_no_road_no_ways(ada: Learner, bob: Learner) -> None:
    said = ada.say("I fell behind")
    assert said.startswith("It is not over, and you are not far off")
    assert "At 6 h a week you are done about 5 Sep 2027" in said
    bob.say("hi")
    bob.wait(weeks=4)
    said = bob.say(i.Replan())
    assert "Two ways on, both fine:" in said
    assert "so there is nothing to drop." in said
    assert "There is no step left that is only nice to have" in bob.say(i.Replan("less"))
    assert "There is no step left that is only nice to have" in bob.say(i.Replan("less", dt.date(2027, 1, 1)))
    done_with_all(bob)
    assert "Everything on this road is done" in bob.say(i.Replan())


def test_at_ones_own_pace_the_end_is_a_range(ada: Learner) -> None:
    ada.say("done with joining the ai groups")
    for step in ("enroll-ml-specialization", "python-jupyter-setup", "huyen-chapter-one"):
        ada.wait(weeks=1)
        ada.say(i.Done(step))
    ada.say(i.Credit(skill="strategic-thinking"))
    said = ada.say("when will I be done?")
    assert said.startswith("At your own pace of ")
    assert "(80% sure). At the 6 h a week you plan it would be about" in said
    assert "at your own pace of" in ada.say("I fell behind")
    assert "At your own pace: " in ada.say("will I be done by June?")


def test_a_date_to_aim_for_is_held_against_the_range(ada: Learner, bob: Learner) -> None:
    assert ada.say("my goal is June 2027").startswith("Noted: you aim for 1 Jun 2027. Not at 6 h a week")
    assert ada.labels[-2:] == ["Undo", "2 questions left"]
    assert "Aim: 1 Jun 2027, which is 5 weeks before the range begins." in ada.say("how am I doing?")
    ada.say(i.Aim(dt.date(2027, 10, 1)))
    assert "Aim: 1 Oct 2027, which may fit." in ada.say("how am I doing?")
    ada.say(i.Aim(dt.date(2028, 10, 1)))
    assert "Aim: 1 Oct 2028, which fits." in ada.say("how am I doing?")
    assert "has passed" in ada.say(i.Aim(dt.date(2026, 10, 1)))
    assert ada.say(i.Aim()).startswith("By when would you like to be done?")
    assert "Noted: you aim for" in ada.press("In a year")
    done_with_all(bob)
    assert "Everything on this road is done" in bob.say(i.Aim(dt.date(2027, 10, 1)))


def test_what_would_make_a_date_fit_is_one_tap_away(ada: Learner) -> None:
    said = ada.say("will I be done by August 10?")
    assert "skills: CI/CD with MLflow (22 h) and Monitoring dashboard (22 h)" in said
    assert ada.labels == ["7 h a week", "Drop those 2", "Aim for 10 Aug 2027", "Keep my pace"]
    assert "Good. Drop what is only nice to have: CI/CD with MLflow (22 h) and Mon" in ada.press("Drop those 2")
    assert ada.say("will I be done by August 10?").startswith("Yes.")
    ada.say("undo")
    ada.say("will I be done by August 20?")
    assert "Drop that one" in ada.labels
    # at other hours than one's own it stays a thought
    assert "Or at 6.5 h, without" in ada.say(i.Forecast(6.5, dt.date(2027, 7, 20)))
    assert not any(label.startswith("Drop") for label in ada.labels)


# The first questions


def test_the_three_questions_are_one_form_taken_up_again_where_it_was_left(ada: Learner) -> None:
    ada.say("hi")
    assert [field.name for field in ada.form("Make it fit me").fields] == ["hours", "known", "by"]
    ada.say("8 hours a week")
    hours, known, by = ada.form("2 questions left").fields
    assert (hours.value, by.value) == ("8", "")
    assert "data-engineering-pipelines" in {value for _, value in known.options}
    said = ada.fill("2 questions left", known="data-engineering-pipelines", by="june 2027")
    assert said.startswith("Noted: You know Data Engineering Pipelines. You aim for 1 Jun 2027. What you know saves 26")
    assert "Not at 8 h a week" in said
    said = ada.say("make it fit me")
    assert "Hours a week 8 Known already Data Engineering Pipelines Done by 1 Jun 2027" in said
    assert ada.form("Make it fit me").fields[2].value == "2027-06-01"
    assert ada.fill("Make it fit me", hours="8", by="2027-06-01").startswith("That is how the plan has it.")
    assert "Make it fit me" not in [label for label in ada.labels if ada.say("hi")]


def test_one_undo_takes_back_all_that_a_form_said(ada: Learner) -> None:
    ada.say("hi")
    said = ada.fill("Make it fit me", hours="8", known="data-engineering-pipelines,strategic-thinking")
    assert "Noted: 8 h a week. You know Data Engineering Pipelines; Strategic Thinking and Stakeholder" in said
    assert "The road ends about" in said
    said = ada.press("Undo")
    assert said.startswith("Taken back: the change of settings; what you know of Data Engineering Pipelines;")
    assert said.endswith("You are at 0 of 24 steps, 0 of 240 hours.")
    ada.say("make it fit me")
    assert "Leave them out" in ada.labels


def test_what_is_left_empty_is_left_out_and_an_interruption_leaves_it_open(ada: Learner) -> None:
    ada.say("hi")
    ada.say(Filled(i.Fit(), {"hours": "8"}))
    ada.say("make it fit me")
    assert "Leave them out" in ada.labels
    assert ada.fill("Make it fit me", hours="8").startswith("That is how the plan has it. Nothing changed.")
    ada.say("make it fit me")
    assert "Leave them out" not in ada.labels
    assert ada.say(i.Undo()).startswith("Taken back: the question left out and the question left out.")
    ada.say("make it fit me")
    assert ada.press("Leave them out").startswith("Left out, and the plan is fine without.")
    assert ada.say(i.Fit("known", passed=True)).startswith("That is how the plan has it.")
    ada.wait(weeks=4)
    ada.say("4 hours a week")
    assert ada.labels == ["My week", "Undo"]


def test_what_cannot_be_is_said_within_the_form_and_nothing_changes(ada: Learner) -> None:
    ada.say("hi")
    said = ada.fill("Make it fit me", hours="many", known="cobol, kafka", by="yesterday or so")
    assert ada.answer.errors.keys() == {"hours", "known", "by"}
    assert "“cobol, kafka” is no skill or step of this road" in said
    assert ada.labels == ["Make it fit me"]
    ada.fill("Make it fit me", hours="200", by="2020-01-01")
    assert ada.answer.errors["hours"].startswith("200 hours a week cannot be planned")
    assert ada.answer.errors["by"] == "Wed 1 Jan 2020 has passed; a day that is to come would work."
    assert len(ada.entries) == 0
    assert "cannot be planned" in ada.say(i.Fit(hours=200.0))
    assert ada.labels == ["Make it fit me"]


def test_what_is_known_can_be_named_in_words(ada: Learner) -> None:
    ada.say("hi")
    said = ada.fill("Make it fit me", known="data engineering, , docker and deep learning")
    assert "You know Data Engineering Pipelines, Cloud Platforms (AWS/GCP) and Deep Learning" in said
    ada.say(i.Done("simple-classifier"))
    ada.say(i.Fit(known=("simple-classifier", "join-ai-groups", "gone")))
    assert ada.reply.summary == "Noted: You know Join AI groups."
    ada.say("make it fit me")
    # how well is said in words: here it would be lost
    assert "no skill or step" in ada.fill("Make it fit me", known="sql is rusty")


def test_where_nothing_is_left_to_learn_two_questions_remain(bob: Learner) -> None:
    for skill in SMALL.skills:
        bob.say(i.Credit(skill=skill.id))
    bob.say("make it fit me")
    assert [field.name for field in bob.form("Make it fit me").fields] == ["hours", "by"]
    assert bob.fill("Make it fit me").startswith("Left out")
    done_with_all(bob)
    bob.say("make it fit me")
    assert bob.fill("Make it fit me", by="june 2027").startswith("Noted: You aim for 1 Jun 2027.")


def test_one_sentence_answers_them_all(ada: Learner) -> None:
    said = ada.say("backend dev in Berlin, 5 h a week, know Docker and SQL, want it by June")
    assert "Noted: 5 h a week" in said
    assert "Cloud Platforms (AWS/GCP): you know it." in said
    assert "you aim for 1 Jun 2027" in said
    ada.say("make it fit me")
    assert "Leave them out" not in ada.labels
    assert ada.say(i.Undo()).startswith("Taken back: the change of settings; what you know of Cloud")


# Proof


def test_evidence_belongs_to_something_finished(ada: Learner) -> None:
    assert "nothing is yet" in ada.say("proof https://example.org")
    ada.say(i.Done("join-ai-groups"))
    ada.say(i.Done("simple-classifier"))
    assert "Kept as evidence for Simple classifier: 96 % on Titanic" in ada.say("proof: 96 % on Titanic")
    assert "Say “proof” and one line or a link for Join AI groups" in ada.say(i.Proof("join-ai-groups"))
    assert "Kept as evidence for Join AI groups: example.org (https://example.org/me)" in ada.say(
        "proof https://example.org/me"
    )
    assert f"{MAX_ANSWER + 100} characters; one line" in ada.say(i.Proof("join-ai-groups", "x" * (MAX_ANSWER + 100)))
    assert "Kafka and Spark pipeline is not done yet" in ada.say("evidence for kafka: https://example.org/k")
    said = ada.say("export my achievements")
    assert "Built a simple classification model" in said
    assert "not claimed" not in said
    ada.say("give me a certificate")
    page = ada.file.content.decode()
    assert "2 of 24 steps finished, 4 of 240 hours." in page
    assert "2 claims can be looked up" in page
    assert "- Joined AI architecture groups on LinkedIn and Slack to network. Evidence: https://example.org/me" in page
    for _ in range(2):
        ada.say(i.Undo())
    assert "Nothing has evidence yet" in ada.say(i.Export("certificate"))


def test_evidence_is_a_form_of_one_question_after_what_is_done(ada: Learner) -> None:
    ada.say(i.Done("join-ai-groups"))
    (field,) = ada.form("Add a link or note").fields
    assert (field.name, field.hint) == ("words", "for “Join AI groups”; only you see it until you show it")
    assert ada.fill("Add a link or note").startswith("One line or a link is wanted")
    assert ada.answer.errors.keys() == {"words"}
    ada.fill("Add a link or note", words="x" * (MAX_ANSWER + 1))
    assert ada.answer.errors == {"words": "That is 301 characters; one line of up to 300, or a link, is kept."}
    said = ada.fill("Add a link or note", words="https://example.org/me")
    assert said.startswith("Kept as evidence for Join AI groups: example.org (https://example.org/me)")
    ada.say(i.Proof("join-ai-groups"))
    assert ada.form("Add a link or note").fields[0].value == "https://example.org/me"


def test_a_form_of_something_that_asks_nothing_is_that(ada: Learner) -> None:
    assert "Phase 1 of 5" in ada.say(Filled(i.HowFar(), {"hours": "8"}))


def test_a_certificate_of_nothing_is_none_and_words_that_hide_are_cleaned(ada: Learner) -> None:
    assert "Nothing is finished yet" in ada.say(i.Export("certificate"))
    ada.say(i.Done("join-ai-groups"))
    ada.say(i.Proof("join-ai-groups", "a\x00b\u202ec\n\nd"))
    assert "a b c d" in ada.say(i.Export("resume"))
