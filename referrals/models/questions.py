"""What passes between the desk and the sender of a form after it was sent.

A question is answered once. An addition is what an agency sends without being asked.
"""

from django.conf import settings
from django.db import models

from referral_portal.common.constraints import both_or_neither, one_of
from referrals.enums import AdditionKind, AnswerCame, QuestionFor


class Question(models.Model):
    """One question about a referral: who asked it, who should answer by when, and the answer."""

    referral = models.ForeignKey(
        "referrals.Referral",
        verbose_name="referral",
        on_delete=models.PROTECT,  # we must be able to say what we asked
        related_name="questions",
    )
    number = models.PositiveSmallIntegerField("number")
    whom = models.CharField("for", max_length=20, choices=QuestionFor)
    text = models.TextField("question", max_length=2000)
    asked_at = models.DateTimeField("asked at")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="asked by",
        on_delete=models.PROTECT,  # the user who asked stays on record
        related_name="+",
    )
    answer_due_on = models.DateField("answer needed by")
    answer = models.TextField("answer", max_length=2000, blank=True)
    came_by = models.CharField("how it came", max_length=20, choices=AnswerCame, blank=True)
    answered_at = models.DateTimeField("answered at", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="answered by",
        on_delete=models.PROTECT,  # the user who answered, or wrote the answer down, stays on record
        related_name="+",
        null=True,
        blank=True,
    )
    # When the desk read the answer; an answer that the desk wrote down itself is read at once.
    read_at = models.DateTimeField("read at", null=True, blank=True)

    class Meta:
        verbose_name = "question"
        verbose_name_plural = "questions"
        ordering = ["referral", "number"]
        constraints = [
            one_of("whom", QuestionFor, name="question_whom_known"),
            both_or_neither("answered_at", "answered_by", name="question_answer_whole"),
            models.UniqueConstraint(fields=["referral", "number"], name="question_number_once"),
        ]
        indexes = [
            models.Index(
                fields=["answer_due_on", "id"],
                condition=models.Q(answered_at__isnull=True),
                name="question_unanswered",
            ),
            models.Index(
                fields=["answered_at", "id"],
                condition=models.Q(answered_at__isnull=False, read_at__isnull=True),
                name="question_unread",
            ),
        ]

    def __str__(self) -> str:
        return f"Question {self.pk}"


class Addition(models.Model):
    """What an agency sent about its referral without being asked: more information, or a withdrawal."""

    referral = models.ForeignKey(
        "referrals.Referral",
        verbose_name="referral",
        on_delete=models.PROTECT,  # it is part of what was sent
        related_name="additions",
    )
    number = models.PositiveSmallIntegerField("number")
    kind = models.CharField("kind", max_length=20, choices=AdditionKind)
    words = models.TextField("in words", max_length=2000)
    at = models.DateTimeField("sent at")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="sent by",
        on_delete=models.PROTECT,  # the worker who sent it stays on record
        related_name="+",
    )
    read_at = models.DateTimeField("read at", null=True, blank=True)

    class Meta:
        verbose_name = "addition"
        verbose_name_plural = "additions"
        ordering = ["referral", "number"]
        constraints = [
            one_of("kind", AdditionKind, name="addition_kind_known"),
            models.UniqueConstraint(fields=["referral", "number"], name="addition_number_once"),
            models.UniqueConstraint(
                fields=["referral"],
                condition=models.Q(kind=AdditionKind.WITHDRAWAL),
                name="addition_one_withdrawal",
            ),
        ]
        indexes = [
            models.Index(
                fields=["at", "id"],
                condition=models.Q(read_at__isnull=True),
                name="addition_unread",
            ),
        ]

    def __str__(self) -> str:
        return f"Addition {self.pk}"
